export interface Reading {
  celsius: number
}

/** What the RP2350's temperature sensor means by a value of its 12-bit converter (datasheet, "Temperature Sensor"). */
export function celsius(raw: number): Reading {
  const volts = (raw * 3.3) / 4096
  return { celsius: Math.round((27 - (volts - 0.706) / 0.001721) * 10) / 10 }
}
