// USB descriptors: from bytes to a tree (USB 2.0, chapter 9; USB CDC 1.2, section 5.2.3).
// SPDX-License-Identifier: Apache-2.0

import { MalformedError } from '../net/bytes.mjs'

export const TYPE = {
  DEVICE: 1,
  CONFIGURATION: 2,
  STRING: 3,
  INTERFACE: 4,
  ENDPOINT: 5,
  DEVICE_QUALIFIER: 6,
  ASSOCIATION: 11,
  CLASS_INTERFACE: 0x24,
}

export const CLASS_COMMUNICATIONS = 2
export const CLASS_CDC_DATA = 10
export const SUBCLASS_ACM = 2
export const SUBCLASS_ECM = 6
export const SUBCLASS_NCM = 13

const CDC_HEADER = 0
const CDC_CALL_MANAGEMENT = 1
const CDC_ACM = 2
const CDC_UNION = 6
const CDC_ETHERNET = 15
const CDC_NCM = 26

const TRANSFER_TYPES = ['control', 'isochronous', 'bulk', 'interrupt']

/** The descriptors of a block, one by one; throws a MalformedError where a length is impossible. */
export function* split(bytes) {
  let at = 0
  while (at < bytes.length) {
    const length = bytes[at]
    if (length < 2 || at + length > bytes.length) {
      throw new MalformedError(`a descriptor of ${length} bytes at ${at} of ${bytes.length}`)
    }
    yield bytes.subarray(at, at + length)
    at += length
  }
}

function need(descriptor, type, length) {
  if (descriptor === undefined) throw new MalformedError('no descriptor at all')
  if (descriptor.length < length || descriptor[1] !== type) {
    throw new MalformedError(`a descriptor of type ${descriptor[1]} and ${descriptor.length} bytes, not ${type}, ${length}`)
  }
}

export function readDevice(bytes) {
  need(bytes, TYPE.DEVICE, 18)
  return {
    usbVersion: bytes.readUInt16LE(2),
    class: bytes[4],
    subclass: bytes[5],
    protocol: bytes[6],
    maxPacket0: bytes[7],
    vendor: bytes.readUInt16LE(8),
    product: bytes.readUInt16LE(10),
    deviceVersion: bytes.readUInt16LE(12),
    manufacturerString: bytes[14],
    productString: bytes[15],
    serialString: bytes[16],
    configurations: bytes[17],
  }
}

/** A string descriptor as text; its first two bytes tell length and type, the rest is UTF-16LE. */
export function readString(bytes) {
  need(bytes, TYPE.STRING, 2)
  return bytes.subarray(2, bytes[0]).toString('utf16le')
}

function readEndpoint(bytes) {
  need(bytes, TYPE.ENDPOINT, 7)
  return {
    address: bytes[2],
    number: bytes[2] & 0xf,
    isIn: (bytes[2] & 0x80) !== 0,
    type: TRANSFER_TYPES[bytes[3] & 3],
    maxPacket: bytes.readUInt16LE(4) & 0x7ff,
    interval: bytes[6],
  }
}

function readInterface(bytes) {
  need(bytes, TYPE.INTERFACE, 9)
  return {
    number: bytes[2],
    alternate: bytes[3],
    endpointCount: bytes[4],
    class: bytes[5],
    subclass: bytes[6],
    protocol: bytes[7],
    string: bytes[8],
    endpoints: [],
    cdc: {},
  }
}

function readAssociation(bytes) {
  need(bytes, TYPE.ASSOCIATION, 8)
  const [, , first, count, classCode, subclass, protocol, string] = bytes
  return { first, count, class: classCode, subclass, protocol, string }
}

function readCdc(bytes, cdc) {
  need(bytes, TYPE.CLASS_INTERFACE, 4)
  switch (bytes[2]) {
    case CDC_HEADER:
      need(bytes, TYPE.CLASS_INTERFACE, 5)
      cdc.version = bytes.readUInt16LE(3)
      break
    case CDC_CALL_MANAGEMENT:
      need(bytes, TYPE.CLASS_INTERFACE, 5)
      cdc.callManagement = { capabilities: bytes[3], dataInterface: bytes[4] }
      break
    case CDC_ACM:
      cdc.acm = { capabilities: bytes[3] }
      break
    case CDC_UNION:
      need(bytes, TYPE.CLASS_INTERFACE, 5)
      cdc.union = { control: bytes[3], subordinates: Array.from(bytes.subarray(4)) }
      break
    case CDC_ETHERNET:
      need(bytes, TYPE.CLASS_INTERFACE, 13)
      cdc.ethernet = {
        macString: bytes[3],
        statistics: bytes.readUInt32LE(4),
        maxSegment: bytes.readUInt16LE(8),
        multicastFilters: bytes.readUInt16LE(10),
        powerFilters: bytes[12],
      }
      break
    case CDC_NCM:
      need(bytes, TYPE.CLASS_INTERFACE, 6)
      cdc.ncm = { version: bytes.readUInt16LE(3), capabilities: bytes[5] }
      break
    default:
      cdc.others = [...(cdc.others ?? []), Buffer.from(bytes)]
  }
}

/** A whole configuration: {totalLength, interfaceCount, value, string, attributes, maxPowerMa, associations, interfaces} */
export function readConfiguration(bytes) {
  const [head, ...rest] = split(bytes)
  need(head, TYPE.CONFIGURATION, 9)
  const configuration = {
    totalLength: head.readUInt16LE(2),
    interfaceCount: head[4],
    value: head[5],
    string: head[6],
    attributes: head[7],
    maxPowerMa: head[8] * 2,
    associations: [],
    interfaces: [],
  }
  if (configuration.totalLength !== bytes.length) {
    throw new MalformedError(`a configuration says ${configuration.totalLength} bytes and brings ${bytes.length}`)
  }
  for (const descriptor of rest) addTo(configuration, descriptor)
  check(configuration)
  return configuration
}

function addTo(configuration, descriptor) {
  const current = configuration.interfaces.at(-1)
  switch (descriptor[1]) {
    case TYPE.ASSOCIATION:
      configuration.associations.push(readAssociation(descriptor))
      break
    case TYPE.INTERFACE:
      configuration.interfaces.push(readInterface(descriptor))
      break
    case TYPE.ENDPOINT:
      if (!current) throw new MalformedError('an endpoint before any interface')
      current.endpoints.push(readEndpoint(descriptor))
      break
    case TYPE.CLASS_INTERFACE:
      if (!current) throw new MalformedError('a class descriptor before any interface')
      if (current.class === CLASS_COMMUNICATIONS) readCdc(descriptor, current.cdc)
      break
  }
}

function check({ interfaces, interfaceCount }) {
  const numbers = new Set(interfaces.map((one) => one.number))
  if (numbers.size !== interfaceCount) {
    throw new MalformedError(`${numbers.size} interfaces where the configuration says ${interfaceCount}`)
  }
  for (const one of interfaces) {
    if (one.endpoints.length !== one.endpointCount) {
      throw new MalformedError(`interface ${one.number} has ${one.endpoints.length} endpoints and says ${one.endpointCount}`)
    }
  }
}

/**
 * A function of two interfaces as CDC describes it: {control, data, cdc}; undefined when there is none of the subclass.
 * `data` is the alternate setting that has endpoints.
 */
export function findCdcFunction(configuration, subclass) {
  const { interfaces } = configuration
  const control = interfaces.find((one) => one.class === CLASS_COMMUNICATIONS && one.subclass === subclass)
  if (!control) return undefined
  const number = control.cdc.union?.subordinates[0]
  const data = interfaces.find((one) => one.number === number && one.endpointCount >= 2)
  if (!data) throw new MalformedError(`interface ${control.number} names no data interface with endpoints`)
  return { control, data, cdc: control.cdc }
}
