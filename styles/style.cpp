#include "styles/style.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "embedded_styles.hpp"
#include "geo/error.hpp"
#include "styles/style_check.hpp"

namespace styles {

namespace {

using Json = nlohmann::json;

std::string known_names() {
  std::string names;
  for (const auto& file : embedded_styles()) {
    names += names.empty() ? "" : ", ";
    names += file.name.substr(0, file.name.rfind('.'));
  }
  return names;
}

/// The attribute behind the first of the roles that the layer has, or null.
Json attribute_of(const LegendRequest& request, std::initializer_list<const char*> roles) {
  for (const auto* role : roles)
    if (const auto found = request.fields.find(role); found != request.fields.end())
      return found->second;
  return nullptr;
}

/// A value of an entry as a text.
std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// The entries, each with the layer's own values that mean what it names.
Json entries_with(Json entries, const std::map<std::string, std::vector<std::string>>& values) {
  for (auto& entry : entries) {
    const Json own = entry.at("values");
    for (const auto& value : own)
      if (const auto found = values.find(value_text(value)); found != values.end())
        for (const auto& alike : found->second)
          entry["values"].push_back(alike);
  }
  return entries;
}

/// The entry that names a value, else the document's `other`.
Json entry_of(const Json& document, const std::string& value) {
  for (const auto& entry : document.at("entries"))
    for (const auto& own : entry.at("values"))
      if (value_text(own) == value) {
        auto look = entry;
        look.erase("values");
        return look;
      }
  return document.at("other");
}

} // namespace

bool is_path(std::string_view name) {
  return name.ends_with(".json");
}

Style load_style(std::string_view name) {
  if (is_path(name)) {
    const std::string path(name);
    return parse_style(
        path, layers::read_config_text(path, "name a style of the program or a .json file"));
  }
  const auto file_name = std::string(name) + ".json";
  const auto files = embedded_styles();
  const auto found = std::ranges::find(files, file_name, &EmbeddedFile::name);
  if (found == files.end())
    geo::fail(geo::ErrorKind::invalid_input,
              "style \"{}\": no such style; use one of {}, or the path of a .json file", name,
              known_names());
  return parse_style(file_name, found->content);
}

Style parse_style(std::string file, std::string_view text) {
  const layers::JsonContext context{"style " + file};
  const auto style = layers::parse_config(std::string(text), context);
  check_style(style, context);
  return {std::move(file), style.value("property", ""), style.dump()};
}

std::string legend_json(const Style& style, const LegendRequest& request) {
  const auto document = Json::parse(style.json);
  const auto property = attribute_of(request, {style.property.c_str()});
  Json legend{{"layer", request.layer},
              {"kind", request.kind},
              {"titles", request.titles},
              {"geometry_types", request.geometry_types},
              {"property", property},
              {"name_property", attribute_of(request, {"name", "name_vi", "name_en"})},
              {"entries", property.is_null()
                              ? Json::array()
                              : entries_with(document.at("entries"), request.values)},
              {"other", entry_of(document, request.constant)}};
  if (document.contains("label"))
    legend["label"] = document.at("label");
  return legend.dump();
}

} // namespace styles
