#include "layers/sources/gdal_attributes.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <cpl_string.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "geo/json_text.hpp"
#include "layers/text/exact_number.hpp"
#include "layers/text/unique_names.hpp"

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

void append_double(std::string& json, double value, OGRFieldSubType subtype) {
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

/// Beyond it doubles skip whole numbers: the last digits need not be those of the source.
bool may_be_inexact(double value) {
  constexpr double first_inexact = 9007199254740992; // 2^53
  return std::abs(value) >= first_inexact && std::isfinite(value) && std::abs(value) < 1e22;
}

/// Milliseconds since 1970 as RFC 3339, in UTC (proleptic Gregorian, as std::chrono counts).
std::string epoch_text(std::int64_t epoch_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(epoch_ms)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const auto ms_of_day = (time - day).count();
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                          ms_of_day / 3'600'000, ms_of_day / 60'000 % 60, ms_of_day / 1000 % 60);
  if (ms_of_day % 1000 != 0)
    text += fmt::format(".{:03}", ms_of_day % 1000);
  return text + "Z";
}

} // namespace

AttributeWriter::AttributeWriter(const OGRFeatureDefn& fields, FieldNotes notes,
                                 TextDecoder decoder, LoadReport& report)
    : m_notes(std::move(notes)), m_decoder(std::move(decoder)) {
  UniqueNames taken;
  for (int i = 0; i < fields.GetFieldCount(); ++i) {
    const auto& definition = *fields.GetFieldDefn(i);
    bool assumed = false;
    const auto name = m_decoder.decode(definition.GetNameRef(), assumed);
    const bool is_binary = definition.GetType() == OFTBinary || m_notes.binary.contains(i);
    if (is_binary)
      report.add(fmt::format(R"(attribute "{}" is binary; left out)", name), Effect::note, "");
    if (is_binary || m_notes.left_out.contains(i))
      continue;
    const auto unique = taken.take(name);
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
  for (const auto& field : m_fields) {
    if (m_notes.epoch_ms.contains(field.index))
      types.emplace(field.name, ValueType::time);
    else if (m_notes.dbf && m_notes.dbf->is_logical(field.index))
      types.emplace(field.name, ValueType::boolean);
    else if (!m_notes.number_texts.contains(field.index) &&
             !(m_notes.dbf && m_notes.dbf->holds(field.index)))
      types.emplace(field.name, declared_type(field.type, field.subtype));
  }
  return types;
}

bool AttributeWriter::append_by_notes(std::string& json, const OGRFeature& feature,
                                      const Field& field) const {
  const auto index = field.index;
  const auto number = [&](std::string_view text) { json += text.empty() ? "null" : text; };
  if (m_notes.number_texts.contains(index) && field.type == OFTStringList) {
    char** values = feature.GetFieldAsStringList(index);
    append_list(json, values, CSLCount(values), number);
    return true;
  }
  if (m_notes.number_texts.contains(index)) {
    number(feature.GetFieldAsString(index));
    return true;
  }
  if (m_notes.epoch_ms.contains(index) && prints_as_it_stands(feature.GetFieldAsString(index))) {
    geo::append_json_string(json, epoch_text(feature.GetFieldAsInteger64(index)));
    return true;
  }
  if (m_notes.dbf && m_notes.dbf->is_logical(index)) {
    const auto value = m_notes.dbf->logical(feature.GetFID(), index);
    json += !value ? "null" : *value ? "true" : "false";
    return true;
  }
  if (!m_notes.dbf || !m_notes.dbf->holds(index))
    return false;
  const auto digits = m_notes.dbf->digits(feature.GetFID(), index);
  json += digits.value_or("");
  return digits.has_value();
}

void AttributeWriter::append_real(std::string& json, const OGRFeature& feature, const Field& field,
                                  Doubts& doubts) const {
  const double value = feature.GetFieldAsDouble(field.index);
  if (may_be_inexact(value))
    doubts.inexact = &field;
  append_double(json, value, field.subtype);
}

void AttributeWriter::append_value(std::string& json, const OGRFeature& feature, const Field& field,
                                   Doubts& doubts) const {
  if (append_by_notes(json, feature, field))
    return;
  switch (field.type) {
  case OFTInteger:
  case OFTInteger64:
    return append_integer(json, feature.GetFieldAsInteger64(field.index), field.subtype);
  case OFTReal:
    return append_real(json, feature, field, doubts);
  case OFTDate:
  case OFTTime:
  case OFTDateTime:
    return geo::append_json_string(json, time_text(feature, field.index, field.type));
  case OFTIntegerList:
  case OFTInteger64List:
  case OFTRealList:
    return append_numbers(json, feature, field);
  default:
    return append_text(json, feature, field, doubts);
  }
}

void AttributeWriter::append_numbers(std::string& json, const OGRFeature& feature,
                                     const Field& field) {
  const auto integer = [&](GIntBig value) { append_integer(json, value, field.subtype); };
  const auto real = [&](double value) { append_double(json, value, field.subtype); };
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

void AttributeWriter::append_text(std::string& json, const OGRFeature& feature, const Field& field,
                                  Doubts& doubts) const {
  const auto text = [&](const char* value) {
    geo::append_json_string(json, m_decoder.decode(value, doubts.encoding_assumed));
  };
  if (field.type == OFTStringList) {
    char** values = feature.GetFieldAsStringList(field.index);
    append_list(json, values, CSLCount(values), text);
    return;
  }
  const char* value = feature.GetFieldAsString(field.index);
  if (field.subtype == OFSTJSON && nlohmann::json::accept(value))
    json += value;
  else
    text(value);
}

void AttributeWriter::append(std::string& json, const OGRFeature& feature, const std::string& id,
                             LoadReport& report) const {
  Doubts doubts;
  json += '{';
  const auto first = json.size();
  for (const auto& field : m_fields) {
    if (!feature.IsFieldSet(field.index))
      continue;
    json.append(json.size() > first ? "," : "").append(field.key);
    if (feature.IsFieldNull(field.index))
      json += "null";
    else
      append_value(json, feature, field, doubts);
  }
  json += '}';
  if (doubts.encoding_assumed)
    report.add(assumed_encoding, Effect::note, id);
  if (doubts.inexact)
    report.add(fmt::format(R"(attribute "{}": numbers beyond 2^53, whose last digits may not be )"
                           R"(those of the source)",
                           doubts.inexact->name),
               Effect::note, id);
}

} // namespace layers
