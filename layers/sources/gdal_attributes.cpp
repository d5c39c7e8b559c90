#include "layers/sources/gdal_attributes.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include <cpl_string.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "geo/json_text.hpp"

namespace layers {

namespace {

/// The number's shortest text at the width it was stored with: 0.1, not 0.10000000149011612.
void append_float(std::string& json, double value) {
  const auto narrow = static_cast<float>(value);
  if (!std::isfinite(narrow)) {
    json += "null";
    return;
  }
  std::array<char, 32> buffer{};
  auto* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), narrow).ptr;
  const std::string_view text(buffer.data(), end);
  json += text;
  if (text.find_first_of(".e") == std::string_view::npos)
    json += ".0"; // as geo::append_json_number() does
}

void append_real(std::string& json, double value, OGRFieldSubType subtype) {
  if (subtype == OFSTFloat32)
    append_float(json, value);
  else
    geo::append_json_number(json, value);
}

void append_integer(std::string& json, std::int64_t value, OGRFieldSubType subtype) {
  if (subtype == OFSTBoolean)
    json += value ? "true" : "false";
  else
    geo::append_json_number(json, value);
}

/// Writes `[a,b]`, each value by `write`.
template <typename Value, typename Write>
void append_list(std::string& json, const Value* values, int count, Write write) {
  json += '[';
  for (int i = 0; i < count; ++i) {
    if (i > 0)
      json += ',';
    write(values[i]);
  }
  json += ']';
}

/// GDAL's flag counts quarters of an hour from 100 = UTC; below: 0 unknown, 1 local time.
std::string offset_text(int tz_flag) {
  if (tz_flag < 2)
    return "";
  const int minutes = (tz_flag - 100) * 15;
  if (minutes == 0)
    return "Z";
  return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                     std::abs(minutes) % 60);
}

std::string time_text(const OGRFeature& feature, int index, OGRFieldType type) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int tz_flag = 0;
  float second = 0;
  feature.GetFieldAsDateTime(index, &year, &month, &day, &hour, &minute, &second, &tz_flag);
  auto date = fmt::format("{:04}-{:02}-{:02}", year, month, day);
  if (type == OFTDate)
    return date;
  const bool whole = second == std::floor(second);
  const auto time = whole ? fmt::format("{:02}:{:02}:{:02.0f}", hour, minute, second)
                          : fmt::format("{:02}:{:02}:{:06.3f}", hour, minute, second);
  return type == OFTTime ? time : date + "T" + time + offset_text(tz_flag);
}

std::string unique_name(const std::string& name, std::set<std::string>& taken) {
  auto unique = name;
  for (int n = 2; !taken.insert(unique).second; ++n)
    unique = fmt::format("{}_{}", name, n);
  return unique;
}

ValueType declared_type(OGRFieldType type, OGRFieldSubType subtype) {
  switch (type) {
  case OFTInteger:
  case OFTInteger64:
    return subtype == OFSTBoolean ? ValueType::boolean : ValueType::integer;
  case OFTReal:
    return ValueType::real;
  case OFTDate:
  case OFTDateTime:
    return ValueType::time;
  case OFTString:
    return subtype == OFSTJSON ? ValueType::json : ValueType::text;
  case OFTTime:
    return ValueType::text;
  default:
    return ValueType::json; // a list
  }
}

} // namespace

AttributeWriter::AttributeWriter(const OGRFeatureDefn& fields, TextDecoder decoder,
                                 LoadReport& report)
    : m_decoder(std::move(decoder)) {
  std::set<std::string> taken;
  for (int i = 0; i < fields.GetFieldCount(); ++i) {
    const auto& definition = *fields.GetFieldDefn(i);
    if (definition.GetType() == OFTBinary)
      continue;
    bool assumed = false;
    const auto name = m_decoder.decode(definition.GetNameRef(), assumed);
    const auto unique = unique_name(name, taken);
    if (unique != name)
      report.add(fmt::format(R"(attribute name "{}" repeats; served as "{}")", name, unique),
                 Effect::note, "");
    std::string key;
    geo::append_json_string(key, unique);
    m_fields.push_back({i, unique, key + ":", definition.GetType(), definition.GetSubType()});
  }
}

std::vector<std::string> AttributeWriter::names() const {
  std::vector<std::string> names;
  for (const auto& field : m_fields)
    names.push_back(field.name);
  return names;
}

std::map<std::string, ValueType> AttributeWriter::declared_types() const {
  std::map<std::string, ValueType> types;
  for (const auto& field : m_fields)
    types.emplace(field.name, declared_type(field.type, field.subtype));
  return types;
}

bool AttributeWriter::append_value(std::string& json, const OGRFeature& feature,
                                   const Field& field) const {
  switch (field.type) {
  case OFTInteger:
  case OFTInteger64:
    append_integer(json, feature.GetFieldAsInteger64(field.index), field.subtype);
    return true;
  case OFTReal:
    append_real(json, feature.GetFieldAsDouble(field.index), field.subtype);
    return true;
  case OFTDate:
  case OFTTime:
  case OFTDateTime:
    geo::append_json_string(json, time_text(feature, field.index, field.type));
    return true;
  case OFTIntegerList:
  case OFTInteger64List:
  case OFTRealList:
    append_numbers(json, feature, field);
    return true;
  default:
    return append_text(json, feature, field);
  }
}

void AttributeWriter::append_numbers(std::string& json, const OGRFeature& feature,
                                     const Field& field) {
  const auto integer = [&](GIntBig value) { append_integer(json, value, field.subtype); };
  const auto real = [&](double value) { append_real(json, value, field.subtype); };
  int count = 0;
  if (field.type == OFTIntegerList) {
    const auto* values = feature.GetFieldAsIntegerList(field.index, &count);
    append_list(json, values, count, integer);
  } else if (field.type == OFTInteger64List) {
    const auto* values = feature.GetFieldAsInteger64List(field.index, &count);
    append_list(json, values, count, integer);
  } else {
    const auto* values = feature.GetFieldAsDoubleList(field.index, &count);
    append_list(json, values, count, real);
  }
}

bool AttributeWriter::append_text(std::string& json, const OGRFeature& feature,
                                  const Field& field) const {
  bool assumed = false;
  const auto text = [&](const char* value) {
    geo::append_json_string(json, m_decoder.decode(value, assumed));
  };
  if (field.type == OFTStringList) {
    char** values = feature.GetFieldAsStringList(field.index);
    append_list(json, values, CSLCount(values), text);
    return !assumed;
  }
  const char* value = feature.GetFieldAsString(field.index);
  if (field.subtype == OFSTJSON && nlohmann::json::accept(value))
    json += value;
  else
    text(value);
  return !assumed;
}

bool AttributeWriter::append(std::string& json, const OGRFeature& feature) const {
  bool all_known = true;
  json += '{';
  const auto first = json.size();
  for (const auto& field : m_fields) {
    if (!feature.IsFieldSet(field.index))
      continue;
    if (json.size() > first)
      json += ',';
    json += field.key;
    if (feature.IsFieldNull(field.index))
      json += "null";
    else
      all_known = append_value(json, feature, field) && all_known;
  }
  json += '}';
  return all_known;
}

} // namespace layers
