// Forwards TCP connections of this machine to a board.
// SPDX-License-Identifier: Apache-2.0

import { createServer } from 'node:net'

/** Bytes that may wait for the board before the client is told to stop. */
const HIGH_WATER = 65536

/** Joins a socket of this machine with a connection to the board, both ways, ends and resets too. */
function join(board, socket, connection) {
  let isClosed = false
  socket.setNoDelay(true)
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
  const early = new Set()
  let isOpen = false
  const connect = (socket) => {
    join(board, socket, board.network.connect(target.address, target.port))
    socket.resume()
    board.wake()
  }
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    if (isOpen) return connect(socket)
    early.add(socket)
    socket.on('close', () => early.delete(socket))
    socket.on('error', () => early.delete(socket))
  })
  const open = () => {
    isOpen = true
    for (const socket of early) connect(socket)
    early.clear()
  }
  return { server, open }
}
