#include "layers/answers/planner_answer.hpp"

#include <fmt/format.h>

#include "geo/geojson.hpp"

namespace layers {

namespace {

constexpr int decimals = 6;
constexpr std::size_t piece_bytes = 64 * 1024;

std::string json_text(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// Between what is in `out` and a further member or element.
void separate(std::string& out) {
  if (out.back() != '{' && out.back() != '[')
    out += ',';
}

/// Ends the object that is open and begins that of another; "": none.
void change_object(std::string& out, const std::string& from, const std::string& to) {
  if (!from.empty())
    out += '}';
  if (!to.empty()) {
    separate(out);
    out += json_text(to + "_properties") + ":{";
  }
}

} // namespace

RowText::RowText(const AnswerTable& table) : m_table(table) {
  for (const auto& column : table.columns)
    m_keys.push_back(json_text(column.name) + ":");
}

void RowText::append(std::string& out, std::size_t row) const {
  out += fmt::format(R"("id":{},"properties":{{)", row + 1);
  append_properties(out, row);
  out += '}';
}

void RowText::append_properties(std::string& out, std::size_t row) const {
  std::string object;
  for (std::size_t c = 0; c < m_keys.size(); ++c) {
    const auto& column = m_table.columns[c];
    const auto& value = value_in(column, row);
    if (std::holds_alternative<std::monostate>(value))
      continue;
    if (column.of != object)
      change_object(out, object, column.of);
    object = column.of;
    separate(out);
    out += m_keys[c];
    append_json(out, value, column.decimals);
  }
  change_object(out, object, "");
}

void write_geojson(const PlannerAnswer& answer, const TextSink& sink) {
  const RowText rows(answer.features);
  auto text = fmt::format("{{\"type\":\"FeatureCollection\",\n\"warnings\":{},\n\"features\":[",
                          json_text(answer.warnings));
  for (std::size_t i = 0; i < answer.features.size(); ++i) {
    text += i == 0 ? "\n" : ",\n";
    text += R"({"type":"Feature",)";
    rows.append(text, i);
    text += R"(,"geometry":)";
    geo::append_geojson(text, answer.features.shape(i), decimals);
    text += '}';
    if (text.size() >= piece_bytes) {
      sink(text);
      text.clear();
    }
  }
  text += "],\n\"summary\":" + json_text(answer.summary) + "}";
  sink(text);
}

std::string answer_geojson(const PlannerAnswer& answer) {
  // Somewhat more than it mostly takes: text that grows is copied from place to place.
  constexpr std::size_t bytes_a_point = 23;
  constexpr std::size_t bytes_a_value = 32;
  const auto& features = answer.features;
  std::string text;
  text.reserve(1024 + features.geometry.points.size() * bytes_a_point +
               features.size() * features.columns.size() * bytes_a_value);
  write_geojson(answer, [&](std::string_view piece) { text += piece; });
  return text;
}

} // namespace layers
