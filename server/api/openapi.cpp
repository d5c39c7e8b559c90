#include "server/api/openapi.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "layers/requests/question.hpp"
#include "server/api/links.hpp"
#include "server/api/routes.hpp"
#include "server/http/respond.hpp"

namespace server {

using nlohmann::ordered_json;

namespace {

/// What a route does, for people and generators of clients.
struct Operation {
  std::string_view pattern;
  std::string_view id;
  std::string_view summary;
  std::string_view type = "application/json"; ///< of the answer
  std::optional<layers::Question> question = std::nullopt;
};

using Q = layers::Question;
constexpr std::string_view geojson = "application/geo+json";
constexpr std::string_view vector_tile = "application/vnd.mapbox-vector-tile";

/// Of all routes but those of the page's parts.
constexpr std::array<Operation, 33> operations{{
    {"/", "getLandingPage", "The landing page; the map for browsers"},
    {"/conformance", "getConformance", "The classes of OGC standards that hold"},
    {"/api", "getApi", "This description", openapi_type},
    {"/collections", "getCollections", "All layers"},
    {"/collections/{id}", "getCollection", "One layer"},
    {"/collections/{id}/items", "getItems", "The features of a layer", geojson},
    {"/collections/{id}/items/{feature}", "getItem", "One feature", geojson},
    {"/collections/{id}/download.geojson", "download", "A whole layer as a file", geojson},
    {"/xyz/{layers}/{z}/{x}/{y}.geojson", "getGeoJsonTile", "A tile of layers joined by commas",
     geojson},
    {"/xyz/{layers}/{z}/{x}/{y}.mvt", "getTile", "The same as a Mapbox vector tile", vector_tile},
    {"/xyz/{layers}.json", "getTileJson", "TileJSON of layers"},
    {"/xyz/{layers}/{z}/{x}/{y}.pbf", "getTilePbf", "The same by another name", vector_tile},
    {"/tileMatrixSets", "getTileMatrixSetsList", "The tile matrix sets"},
    {"/tileMatrixSets/{tms}", "getTileMatrixSet", "A tile matrix set"},
    {"/tiles", "dataset.vector.getTileSetsList", "The tilesets of all layers together"},
    {"/tiles/{tms}", "dataset.vector.getTileSet", "One of them"},
    {"/tiles/{tms}/{z}/{y}/{x}", "dataset.vector.getTile", "A tile of all layers", vector_tile},
    {"/collections/{id}/tiles", "collection.vector.getTileSetsList", "The tilesets of a layer"},
    {"/collections/{id}/tiles/{tms}", "collection.vector.getTileSet", "One of them"},
    {"/collections/{id}/tiles/{tms}/{z}/{y}/{x}", "collection.vector.getTile", "A tile of a layer",
     vector_tile},
    {"/legend/{id}", "getLegend", "How a layer is drawn"},
    {"/response-areas", "getResponseAreas", "What is reached in time", geojson, Q::response_areas},
    {"/first-due", "getFirstDue", "Who arrives first", geojson, Q::first_due},
    {"/coverage", "getCoverage", "How many people are reached in time", geojson, Q::coverage},
    {"/nearest-stations", "getNearestStations", "Who comes to places, when and by which way",
     geojson, Q::nearest_stations},
    {"/arrival-times", "getArrivalTimes", "When somebody arrives at places", geojson,
     Q::arrival_times},
    {"/arrival-times/{z}/{x}/{y}.png", "getArrivalTile", "Arrival times as the colours of a tile",
     "image/png", Q::arrival_surface},
    {"/arrival-times.tif", "getArrivalGrid", "Arrival times as a Cloud-optimised GeoTIFF",
     "image/tiff; application=geotiff; profile=cloud-optimized", Q::arrival_surface},
    {"/standards", "getStandards", "The norms that coverage is measured against"},
    {"/events", "getEvents", "News of layers, as server-sent events", "text/event-stream"},
    {"/health/live", "getLive", "Whether the program runs"},
    {"/health/ready", "getReady", "Whether all layers are served"},
    {"/metrics", "getMetrics", "Figures for Prometheus", "text/plain"},
}};

const Operation* operation_of(std::string_view pattern) {
  const auto* found = std::ranges::find(operations, pattern, &Operation::pattern);
  return found == operations.end() ? nullptr : found;
}

ordered_json query_parameter(std::string_view name, std::string_view text, ordered_json schema) {
  return {{"name", name},    {"in", "query"},    {"description", text},        {"required", false},
          {"style", "form"}, {"explode", false}, {"schema", std::move(schema)}};
}

/// Those that several addresses take.
ordered_json shared_parameters() {
  const ordered_json number = {{"type", "number"}};
  return {
      {"lang", query_parameter("lang", "The page's language", {{"type", "string"}})},
      {"format", query_parameter("format", "Of which tiles",
                                 {{"type", "string"}, {"enum", {"mvt", "geojson"}}})},
      {"limit",
       query_parameter(
           "limit", "How many features at most",
           {{"type", "integer"}, {"minimum", 1}, {"maximum", 10'000}, {"default", 10'000}})},
      {"offset", query_parameter("offset", "How many features to pass over first",
                                 {{"type", "integer"}, {"minimum", 0}, {"default", 0}})},
      {"bbox",
       query_parameter("bbox", "Features that touch the box: west, south, east, north in degrees",
                       {{"type", "array"}, {"minItems", 4}, {"maxItems", 6}, {"items", number}})},
      {"datetime",
       query_parameter("datetime",
                       "Features of that time: an instant, or two with / between, either of which "
                       "may be ..",
                       {{"type", "string"}})}};
}

ordered_json schema_of(const layers::Parameter& parameter) {
  using Type = layers::Parameter::Type;
  ordered_json schema;
  switch (parameter.type) {
  case Type::number:
  case Type::whole:
    schema = {{"type", parameter.type == Type::whole ? "integer" : "number"},
              {"minimum", parameter.legal.least},
              {"maximum", parameter.legal.most}};
    break;
  case Type::flag:
    schema = {{"type", "boolean"}};
    break;
  default:
    schema = {{"type", "string"}};
  }
  if (parameter.type == Type::word)
    schema["enum"] = parameter.words;
  if (!parameter.is_list())
    return schema;
  ordered_json list = {{"type", "array"}, {"items", std::move(schema)}};
  if (parameter.most_values != layers::Parameter::unlimited)
    list["maxItems"] = parameter.most_values;
  return list;
}

ordered_json question_parameter(const layers::Parameter& parameter) {
  auto described =
      query_parameter(parameter.name, text_in(parameter.text, "en", ""), schema_of(parameter));
  described["explode"] = parameter.is_list() && parameter.separator != ',';
  if (!parameter.example.empty() && !parameter.is_list() &&
      parameter.type == layers::Parameter::Type::text)
    described["example"] = parameter.example;
  return described;
}

/// {names} of a path, but for those that a literal path has given a value.
void append_path_parameters(ordered_json& parameters, std::string_view path) {
  for (auto begin = path.find('{'); begin != std::string_view::npos;
       begin = path.find('{', begin + 1))
    parameters.push_back({{"name", path.substr(begin + 1, path.find('}', begin) - begin - 1)},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}}}});
}

ordered_json reference_to(std::string_view parameter) {
  return {{"$ref", fmt::format("#/components/parameters/{}", parameter)}};
}

ordered_json form_parameter(std::string_view pattern) {
  std::vector<std::string_view> forms{"json"};
  if (pattern == "/")
    forms = {"html", "json"};
  else if (pattern.ends_with("{x}"))
    forms = {"mvt", "geojson"};
  return query_parameter("f", "The form of the answer", {{"type", "string"}, {"enum", forms}});
}

ordered_json parameters_of(const Route& route, const Operation& operation, std::string_view path) {
  ordered_json parameters = ordered_json::array();
  append_path_parameters(parameters, path);
  if (route.parameters)
    for (const auto name : *route.parameters)
      parameters.push_back(name == "f" ? form_parameter(route.pattern) : reference_to(name));
  else if (operation.question && route.method == "GET")
    for (const auto& parameter : layers::parameters_of(*operation.question))
      parameters.push_back(question_parameter(parameter));
  return parameters;
}

/// `at`: appended to the operation's id where the path is one collection's.
ordered_json described(const Route& route, const Operation& operation, std::string_view path,
                       std::string_view at) {
  const auto id =
      route.method == "GET" ? std::string(operation.id) : fmt::format("{}ByBody", operation.id);
  ordered_json out = {{"operationId", at.empty() ? id : fmt::format("{}.{}", id, at)},
                      {"summary", operation.summary},
                      {"parameters", parameters_of(route, operation, path)},
                      {"responses",
                       {{"200",
                         {{"description", operation.summary},
                          {"content", {{operation.type, ordered_json::object()}}}}},
                        {"default", {{"$ref", "#/components/responses/problem"}}}}}};
  if (!route.body_type.empty())
    out["requestBody"] = {{"required", true},
                          {"content", {{route.body_type, {{"schema", {{"type", "object"}}}}}}}};
  return out;
}

std::string method_key(std::string_view method) {
  return method == "POST" ? "post" : "get";
}

void add_paths_of(ordered_json& paths, const Route& route, const layers::Map* map) {
  const auto* operation = operation_of(route.pattern);
  if (operation == nullptr)
    return;
  const auto add = [&](const std::string& path, std::string_view at) {
    paths[path][method_key(route.method)] = described(route, *operation, path, at);
  };
  constexpr std::string_view of_collection = "/collections/{id}";
  add(std::string(route.pattern), "");
  if (map == nullptr || !route.pattern.starts_with(of_collection))
    return;
  for (const auto& layer : map->layers)
    add(fmt::format("/collections/{}{}", layer->config.id,
                    route.pattern.substr(of_collection.size())),
        layer->config.id);
}

ordered_json problem_description() {
  const ordered_json text = {{"type", "string"}};
  return {{"description", "What is wrong, as RFC 9457 has it"},
          {"content",
           {{"application/problem+json",
             {{"schema",
               {{"type", "object"},
                {"properties",
                 {{"title", text}, {"detail", text}, {"status", {{"type", "integer"}}}}}}}}}}}};
}

} // namespace

Response openapi(const Call& call) {
  const auto map = call.app.catalog.snapshot();
  ordered_json paths = ordered_json::object();
  for (const auto& route : routes())
    add_paths_of(paths, route, map.get());
  const ordered_json document = {
      {"openapi", "3.0.3"},
      {"info",
       {{"title", map ? text_in(map->title, "en", "hazardmap") : "hazardmap"},
        {"version", HAZARDMAP_VERSION}}},
      {"servers", {{{"url", base_url(call)}}}},
      {"paths", std::move(paths)},
      {"components",
       {{"parameters", shared_parameters()}, {"responses", {{"problem", problem_description()}}}}}};
  return respond(call.request, openapi_type, document.dump());
}

} // namespace server
