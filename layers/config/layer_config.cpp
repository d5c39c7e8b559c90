#include "layers/config/layer_config.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

#include "layers/config/layer_questions.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/config/role_values_config.hpp"
#include "layers/requests/wording.hpp"
#include "layers/roles/roles.hpp"
#include "layers/text/config_json.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

using nlohmann::json;

constexpr Range zooms{0, 24};

Text title_at(const json& object, const JsonContext& context) {
  Text title;
  const auto found = object.find("title");
  if (found == object.end())
    return title;
  if (found->is_string())
    return {{"", found->get<std::string>()}};
  if (!found->is_object())
    context.fail(
        "\"title\" is {}; it must be a text, or one a language: {{\"vi\": \"…\", \"en\": \"…\"}}",
        shown_value(*found));
  constexpr std::size_t most_languages = 200;
  if (found->size() > most_languages)
    context.fail("\"title\" has {} languages; {} are enough", found->size(), most_languages);
  const auto inside = context.at("title");
  for (const auto& [language, text] : found->items())
    title[language] = text_at(*found, language.c_str(), inside);
  return title;
}

std::vector<std::string> tables_at(const json& object, const JsonContext& context) {
  const auto found = object.find("table");
  if (found == object.end())
    return {};
  if (found->is_string())
    return {found->get<std::string>()};
  const bool texts = found->is_array() && !found->empty() &&
                     std::ranges::all_of(*found, [](const json& name) { return name.is_string(); });
  if (!texts)
    context.fail("\"table\" is {}; it must be a text or a list of texts", shown_value(*found));
  return found->get<std::vector<std::string>>();
}

std::vector<std::string> coordinates_at(const json& object, const JsonContext& context) {
  auto columns = texts_at(object, "coordinates", context);
  if (columns.size() > 2 || (object.contains("coordinates") && columns.empty()))
    context.fail(R"("coordinates" names {} columns; name the two of longitude and latitude, in )"
                 R"(this order, or the one that holds both)",
                 columns.size());
  if (columns.size() == 2 && columns[0] == columns[1])
    context.fail(R"("coordinates" names "{}" twice; name the column of longitude, then that of )"
                 R"(latitude, or "{}" alone if it holds both)",
                 columns[0], columns[0]);
  return columns;
}

int zoom_at(const json& object, const char* key, int otherwise, const JsonContext& context) {
  return static_cast<int>(whole_at(object, key, otherwise, zooms, context));
}

Kind kind_at(const json& object, const JsonContext& context) {
  require(object, "kind", "layer", context);
  return static_cast<Kind>(*word_at(object, "kind", kind_names(), context));
}

/// A role without an attribute is null.
void read_fields(const json& object, LayerConfig& layer, const JsonContext& context) {
  const auto found = object.find("fields");
  if (found == object.end())
    return;
  const auto inside = context.at("fields");
  check_keys(object_at(*found, "fields", context), field_roles(), inside);
  for (const auto& [role, attribute] : found->items()) {
    if (attribute.is_null()) {
      layer.without_fields.insert(role);
      continue;
    }
    layer.fields[role] = text_at(*found, role.c_str(), inside);
    if (layer.fields[role].empty())
      inside.fail(R"("{}" is empty; name an attribute, or null for none)", role);
  }
}

bool is_id(const std::string& text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string id_at(const json& object, const JsonContext& context) {
  constexpr std::size_t most_letters = 100;
  auto id = required_text_at(object, "id", "layer", context);
  if (!is_id(id) || id.size() > most_letters)
    context.fail(R"("id" is "{}"; use only a-z, 0-9, "_" and "-", at most {} of them)",
                 id.substr(0, most_letters), most_letters);
  return id;
}

/// A file of the configuration's folder, else a path or connection as it stands.
std::string resolved(const std::string& source, const std::filesystem::path& folder) {
  const auto beside = (folder / source).string();
  return path_exists(beside) || !is_connection(source) ? beside : source;
}

/// The name of a style, or the path of a file beside the configuration.
std::string style_at(const json& object, const JsonContext& context,
                     const std::filesystem::path& folder) {
  auto style = text_at(object, "style", context);
  return style.ends_with(".json") ? (folder / style).string() : style;
}

const std::vector<std::string>& small_features_words() {
  static const std::vector<std::string> words{"merge", "drop"};
  return words;
}

SmallFeatures small_features_at(const json& object, const JsonContext& context) {
  const auto word = word_at(object, "small_features", small_features_words(), context);
  return static_cast<SmallFeatures>(word.value_or(0));
}

/// What a layer of a kind is computed by; nullopt: it has a source of its own.
std::optional<Question> question_of_kind(Kind kind) {
  if (kind == Kind::response)
    return Question::response_areas;
  return kind == Kind::coverage ? std::optional(Question::coverage) : std::nullopt;
}

/// A layer that is computed: "parameters" instead of "source".
void read_question_of(const json& object, Question question, LayerConfig& layer,
                      const JsonContext& context) {
  if (object.contains("source"))
    context.fail(R"(a layer of kind {} has no "source"; it is computed by its "parameters")",
                 kind_name(layer.kind));
  for (const auto* key : {"values", "constant"})
    if (object.contains(key))
      context.fail(R"(a layer of kind {} has no "{}"; its attributes are those of an answer)",
                   kind_name(layer.kind), key);
  const auto found = object.find("parameters");
  try {
    layer.request = read_question(question, found == object.end() ? Params() : params_of(*found));
  } catch (const geo::Error& error) {
    context.fail("{}", said_in(AskedIn::configuration, error.what(), question));
  }
  layer.fields = {{"class", "class"},
                  {"name", question == Question::coverage ? "area_name" : "station_name"}};
}

std::string source_at(const json& object, Kind kind, const JsonContext& context,
                      const std::filesystem::path& folder) {
  if (object.contains("parameters"))
    context.fail(
        R"(a layer of kind {} has no "parameters"; those of kind response and coverage have)",
        kind_name(kind));
  auto source = required_text_at(object, "source", "layer", context);
  if (source.find('\0') != std::string::npos)
    context.fail(R"("source" is "{}"; no name has a zero in it)", source);
  return resolved(source, folder);
}

std::string spread_over_at(const json& object, const LayerConfig& layer,
                           const JsonContext& context) {
  if (!object.contains("spread_over"))
    return "";
  if (layer.kind != Kind::demand && layer.kind != Kind::area)
    context.fail(R"(a layer of kind {} has no "spread_over"; those of kind demand and area have)",
                 kind_name(layer.kind));
  auto id = text_at(object, "spread_over", context);
  if (id.empty())
    context.fail(R"("spread_over" is empty; name a layer, or leave it out)");
  return id;
}

LayerConfig layer_at(const json& object, const JsonContext& list, std::size_t position,
                     const std::filesystem::path& folder) {
  JsonContext context{fmt::format("{}: layer {}", list.text, position + 1)};
  check_object(object, context);
  if (object.contains("id") && object["id"].is_string())
    context.text = fmt::format("{}: layer \"{}\"", list.text, object["id"].get<std::string>());
  check_keys(object, layer_keys(), context);
  LayerConfig layer;
  layer.id = id_at(object, context);
  layer.kind = kind_at(object, context);
  layer.title = title_at(object, context);
  if (const auto question = question_of_kind(layer.kind))
    read_question_of(object, *question, layer, context);
  else
    layer.source = source_at(object, layer.kind, context, folder);
  layer.tables = tables_at(object, context);
  layer.where = text_at(object, "where", context);
  layer.crs = text_at(object, "crs", context);
  layer.encoding = text_at(object, "encoding", context);
  layer.coordinates = coordinates_at(object, context);
  read_fields(object, layer, context);
  read_values(object, layer, context);
  read_constants(object, layer, context);
  layer.spread_over = spread_over_at(object, layer, context);
  layer.min_zoom = zoom_at(object, "min_zoom", layer.min_zoom, context);
  layer.max_zoom = zoom_at(object, "max_zoom", layer.max_zoom, context);
  layer.cluster_below_zoom =
      zoom_at(object, "cluster_below_zoom", layer.cluster_below_zoom, context);
  layer.small_features = small_features_at(object, context);
  layer.style = style_at(object, context, folder);
  layer.is_visible = flag_at(object, "visible", true, context);
  if (layer.min_zoom > layer.max_zoom)
    context.fail(R"("min_zoom" {} is above "max_zoom" {}; swap them)", layer.min_zoom,
                 layer.max_zoom);
  fill_in_osm_defaults(layer);
  for (const auto& role : layer.without_fields)
    layer.fields.erase(role);
  for (const auto& [role, value] : layer.constants)
    layer.fields.erase(role);
  return layer;
}

void check_unique_ids(const std::vector<LayerConfig>& layers, const JsonContext& file) {
  std::set<std::string> ids;
  for (const auto& layer : layers) {
    if (!ids.insert(layer.id).second)
      file.fail(R"(two layers have the "id" "{}"; rename one)", layer.id);
  }
}

/// What is computed must name layers that there are.
void check_questions(const std::vector<LayerConfig>& layers, const JsonContext& file) {
  for (const auto& layer : layers) {
    try {
      if (layer.request)
        check_layers_of(*layer.request, layers);
    } catch (const geo::Error& error) {
      file.fail("layer \"{}\": {}", layer.id,
                said_in(AskedIn::configuration, error.what(), question_of(*layer.request)));
    }
  }
}

/// People must be spread over layers that there are.
void check_spreading(const std::vector<LayerConfig>& layers, const JsonContext& file) {
  std::vector<std::string> ids;
  for (const auto& layer : layers)
    if (!layer.request)
      ids.push_back(layer.id);
  for (const auto& layer : layers) {
    if (layer.spread_over.empty())
      continue;
    if (layer.spread_over == layer.id)
      file.fail(R"(layer "{}": "spread_over" names the layer itself; name one of buildings)",
                layer.id);
    if (std::ranges::find(ids, layer.spread_over) == ids.end())
      file.fail(R"(layer "{}": "spread_over" names the layer "{}", and none of that id has a )"
                R"(source; {})",
                layer.id, layer.spread_over, word_hint(layer.spread_over, ids));
  }
}

/// Each member of "response" that is a number, and its legal range.
struct ResponseNumber {
  const char* key;
  double ResponseConfig::*member;
  Range legal;
};

constexpr std::array response_numbers{
    ResponseNumber{"snap_tolerance_m", &ResponseConfig::snap_tolerance_m, {0, 100}},
    ResponseNumber{"access_m", &ResponseConfig::access_m, legal_access_m},
    ResponseNumber{"walking_km_h", &ResponseConfig::walking_km_h, legal_walking_km_h},
    ResponseNumber{"station_access_m", &ResponseConfig::station_access_m, {0, 5000}},
    ResponseNumber{"station_far_m", &ResponseConfig::station_far_m, {0, 100'000}},
    ResponseNumber{"station_least_roads_m", &ResponseConfig::station_least_roads_m, {0, 100'000}},
    ResponseNumber{"driveway_km_h", &ResponseConfig::driveway_km_h, {1, 100}},
    ResponseNumber{"straight_line_km_h", &ResponseConfig::straight_line_km_h, {1, 300}},
    ResponseNumber{"call_handling_s", &ResponseConfig::call_handling_s, legal_call_handling_s},
    ResponseNumber{"turnout_s", &ResponseConfig::turnout_s, legal_turnout_s},
    ResponseNumber{"most_cells", &ResponseConfig::most_cells, {1e4, 1e9}}};

std::vector<std::string> water_at(const json& object, const std::vector<LayerConfig>& layers,
                                  const JsonContext& context) {
  auto water = texts_at(object, "water", context);
  std::vector<std::string> ids;
  for (const auto& layer : layers)
    ids.push_back(layer.id);
  for (const auto& id : water) {
    if (std::ranges::find(ids, id) == ids.end())
      context.fail(R"("water" names the layer "{}", which there is not; {})", id,
                   word_hint(id, ids));
  }
  return water;
}

ResponseConfig response_at(const json& whole, const std::vector<LayerConfig>& layers,
                           const JsonContext& file, const std::filesystem::path& folder) {
  ResponseConfig response;
  const auto found = whole.find("response");
  if (found == whole.end())
    return response;
  const auto context = file.at("response");
  check_keys(object_at(*found, "response", file), response_keys(), context);
  if (auto profile = text_at(*found, "profile", context); !profile.empty())
    response.profile = profile.ends_with(".json") ? (folder / profile).string() : profile;
  for (const auto& number : response_numbers)
    response.*number.member =
        number_at(*found, number.key, response.*number.member, number.legal, context);
  response.water = water_at(*found, layers, context);
  response.is_water_said = found->contains("water");
  return response;
}

} // namespace

std::string_view kind_name(Kind kind) {
  return kind_names()[static_cast<std::size_t>(kind)];
}

std::string_view small_features_name(SmallFeatures small_features) {
  return small_features_words()[static_cast<std::size_t>(small_features)];
}

const std::vector<std::string>& config_keys() {
  static const std::vector<std::string> keys{"$schema",  "title",   "server",
                                             "response", "reading", "layers"};
  return keys;
}

const std::vector<std::string>& layer_keys() {
  static const std::vector<std::string> keys{"id",
                                             "kind",
                                             "title",
                                             "source",
                                             "table",
                                             "where",
                                             "crs",
                                             "encoding",
                                             "coordinates",
                                             "fields",
                                             "values",
                                             "constant",
                                             "spread_over",
                                             "parameters",
                                             "visible",
                                             "min_zoom",
                                             "max_zoom",
                                             "cluster_below_zoom",
                                             "small_features",
                                             "style"};
  return keys;
}

const std::vector<std::string>& field_roles() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& role : all_roles())
      all.emplace_back(role.name);
    return all;
  }();
  return names;
}

const std::vector<std::string>& response_keys() {
  static const std::vector<std::string> keys{"profile",
                                             "snap_tolerance_m",
                                             "access_m",
                                             "walking_km_h",
                                             "station_access_m",
                                             "station_far_m",
                                             "station_least_roads_m",
                                             "driveway_km_h",
                                             "straight_line_km_h",
                                             "call_handling_s",
                                             "turnout_s",
                                             "most_cells",
                                             "water"};
  return keys;
}

const std::vector<std::string>& kind_names() {
  static const std::vector<std::string> names{"hazard",    "station",  "incident",
                                              "road",      "demand",   "area",
                                              "reference", "response", "coverage"};
  return names;
}

Config read_config(const std::string& path) {
  const JsonContext file{path};
  const auto whole = parse_config(read_config_text(path, "name a configuration file"), file);
  if (!whole.is_object())
    file.fail("is {}; a configuration is an object {{\"layers\": […]}}", shown_value(whole));
  check_keys(whole, config_keys(), file);
  Config config;
  config.file = path;
  config.title = title_at(whole, file);
  if (whole.contains("server"))
    config.server_json = object_at(whole["server"], "server", file).dump();
  const auto layers = whole.find("layers");
  if (layers == whole.end() || !layers->is_array() || layers->empty())
    file.fail("\"layers\" is {}; list at least one layer",
              layers == whole.end() ? "missing" : shown_value(*layers));
  const auto folder = std::filesystem::path(path).parent_path();
  const auto reading = reading_limits_at(whole, file);
  for (const auto& layer : *layers) {
    config.layers.push_back(layer_at(layer, file, config.layers.size(), folder));
    config.layers.back().reading = reading;
  }
  check_unique_ids(config.layers, file);
  check_questions(config.layers, file);
  check_spreading(config.layers, file);
  config.response = response_at(whole, config.layers, file, folder);
  return config;
}

} // namespace layers
