#include "layers/sources/geojson_esri.hpp"

#include <string_view>

#include <simdjson.h>

#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

namespace json = simdjson::ondemand;

/// Some servers write texts.
bool says_true(json::value value) {
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS)
    return folded(text) == "true";
  return value.get_bool();
}

void read_fields(json::array fields, std::set<std::string>& dates) {
  for (auto field : fields) {
    std::string name;
    bool is_date = false;
    for (auto member : field.get_object()) {
      const std::string_view key = member.unescaped_key();
      if (key == "name")
        name = std::string_view(member.value().get_string());
      else if (key == "type")
        is_date = std::string_view(member.value().get_string()) == "esriFieldTypeDate";
    }
    if (is_date)
      dates.insert(name);
  }
}

} // namespace

EsriNotes esri_notes(const std::string& json_text) {
  EsriNotes notes;
  const simdjson::padded_string padded(json_text);
  json::parser parser;
  try {
    auto document = parser.iterate(padded);
    for (auto member : document.get_object()) {
      const std::string_view key = member.unescaped_key();
      if (key == "fields")
        read_fields(member.value().get_array(), notes.dates);
      else if (key == "exceededTransferLimit")
        notes.is_cut_short = says_true(member.value());
    }
  } catch (const simdjson::simdjson_error&) {
    return notes; // GDAL says what is wrong with it
  }
  return notes;
}

} // namespace layers
