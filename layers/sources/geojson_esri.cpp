#include "layers/sources/geojson_esri.hpp"

#include <string_view>

#include <simdjson.h>

namespace layers {

namespace {

namespace json = simdjson::ondemand;

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
        notes.is_cut_short = member.value().get_bool();
    }
  } catch (const simdjson::simdjson_error&) {
    return notes; // GDAL says what is wrong with it
  }
  return notes;
}

} // namespace layers
