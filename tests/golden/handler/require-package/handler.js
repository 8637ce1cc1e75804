const express = require('express')
export const handler = () => express
