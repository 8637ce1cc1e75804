import _ from 'lodash'
export const handler = () => _
