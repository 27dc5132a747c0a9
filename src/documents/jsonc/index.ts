export { jsonComments } from './comments';
export { removalIn } from './removal';
export {
  itemsOfJson,
  jsonSpan,
  jsonText,
  parseJson,
  properties,
  property,
  valueSpan,
  type JsonNode,
  type JsonProblem,
  type Property,
} from './tree';
