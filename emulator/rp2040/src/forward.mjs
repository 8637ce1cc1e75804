// Forwards TCP connections of this machine to a board.
// SPDX-License-Identifier: Apache-2.0

import { createServer } from 'node:net'

/** Bytes that may wait for the board before the client is told to stop. */
const HIGH_WATER = 65536

/**
 * Connections that are opened at once. This machine accepts any number of clients before the board has heard of them; all
 * at once they would find it full, and try again at the same moments for ever. At a board of its own such a client's
 * connect() waits.
 */
const MOST_OPENING = 4

/**
 * Joins a socket of this machine with a connection to the board, both ways, ends and resets too. Nothing is read of the
 * client before the board has accepted it.
 *
 * @param onSettled called once the board has accepted the connection, or will not
 */
function join(board, socket, connection, onSettled) {
  let isClosed = false
  socket.setNoDelay(true)
  connection.onConnect = () => {
    onSettled()
    socket.resume()
  }
  connection.onData = (bytes) => {
    // The window opens again as the client takes what came.
    socket.write(bytes, () => {
      connection.consume(bytes.length)
      board.wake()
    })
  }
  connection.onEnd = () => socket.end()
  connection.onDrain = () => socket.resume()
  connection.onClose = (reason) => {
    isClosed = true
    onSettled()
    if (reason === undefined) socket.end()
    else socket.resetAndDestroy()
  }
  socket.on('data', (bytes) => {
    if (isClosed) return
    connection.write(bytes)
    if (connection.buffered > HIGH_WATER) socket.pause()
    board.wake()
  })
  socket.on('end', () => {
    connection.end()
    board.wake()
  })
  socket.on('error', () => connection.reset())
  socket.on('close', (hadError) => {
    if (hadError) connection.reset()
    // A client that has closed reads no more, and what the board still says goes nowhere.
    else if (!isClosed) connection.onData = (bytes) => connection.consume(bytes.length)
    board.wake()
  })
}

/**
 * Listens on an address of this machine and forwards what comes to the board's.
 *
 * Clients that come before the board has an address wait for it.
 *
 * @param target {address, port} of the board
 * @return {server, open()}: open() lets the clients through, and has to be called once the board can be reached
 */
export function forward(board, target) {
  const waiting = new Set()
  let isOpen = false
  let opening = 0
  const admit = () => {
    for (const socket of waiting) {
      if (!isOpen || opening === MOST_OPENING) return
      waiting.delete(socket)
      opening++
      let isSettled = false
      join(board, socket, board.network.connect(target.address, target.port), () => {
        if (isSettled) return
        isSettled = true
        opening--
        admit()
      })
      board.wake()
    }
  }
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    waiting.add(socket)
    socket.on('close', () => waiting.delete(socket))
    socket.on('error', () => waiting.delete(socket))
    admit()
  })
  const open = () => {
    isOpen = true
    admit()
  }
  return { server, open }
}
