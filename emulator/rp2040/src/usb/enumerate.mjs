// What a host does with a device that it has never seen, in the order in which Linux does it.
// SPDX-License-Identifier: Apache-2.0

import { readConfiguration, readDevice, readString, TYPE } from './descriptors.mjs'
import { StallError } from './host.mjs'

const GET_DESCRIPTOR = 6
const SET_CONFIGURATION = 9
const SET_INTERFACE = 11
const TO_DEVICE = 0x00
const FROM_DEVICE = 0x80
const TO_INTERFACE = 0x01

export function getDescriptor(host, type, index, length, language = 0) {
  const value = (type << 8) | index
  return host.control({ type: FROM_DEVICE, request: GET_DESCRIPTOR, value, index: language, length })
}

/** A string of the device in its first language; undefined for index 0. */
export async function getString(host, index) {
  if (index === 0) return undefined
  const languages = await getDescriptor(host, TYPE.STRING, 0, 255)
  return readString(await getDescriptor(host, TYPE.STRING, index, 255, languages.readUInt16LE(2)))
}

/** True when the device says that it has no other speed, as one of full speed has to (USB 2.0, section 9.6.2). */
async function refusesQualifier(host) {
  try {
    await getDescriptor(host, TYPE.DEVICE_QUALIFIER, 0, 10)
    return false
  } catch (error) {
    if (error instanceof StallError) return true
    throw error
  }
}

/**
 * Resets, addresses, reads and configures a device that is attached.
 *
 * @return {device, configuration, strings, deviceBytes, configurationBytes, refusesQualifier}
 */
export async function enumerate(host, address = 1) {
  const start = await getDescriptor(host, TYPE.DEVICE, 0, 64)
  host.setMaxPacket0(start[7])
  await host.reset()
  await host.setAddress(address)
  const deviceBytes = await getDescriptor(host, TYPE.DEVICE, 0, 18)
  const device = readDevice(deviceBytes)
  const isFullSpeed = await refusesQualifier(host)
  const head = await getDescriptor(host, TYPE.CONFIGURATION, 0, 9)
  const configurationBytes = await getDescriptor(host, TYPE.CONFIGURATION, 0, head.readUInt16LE(2))
  const configuration = readConfiguration(configurationBytes)
  const strings = {
    manufacturer: await getString(host, device.manufacturerString),
    product: await getString(host, device.productString),
    serial: await getString(host, device.serialString),
    configuration: await getString(host, configuration.string),
  }
  await host.control({ type: TO_DEVICE, request: SET_CONFIGURATION, value: configuration.value })
  return { device, configuration, strings, deviceBytes, configurationBytes, refusesQualifier: isFullSpeed }
}

export function setInterface(host, { number, alternate }) {
  return host.control({ type: TO_INTERFACE, request: SET_INTERFACE, value: alternate, index: number })
}
