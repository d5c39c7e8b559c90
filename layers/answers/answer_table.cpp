#include "layers/answers/answer_table.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace layers {

namespace {

std::string dumped(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

struct JsonOf {
  std::optional<int> decimals;

  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(Null) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(std::uint64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const {
    return dumped(decimals ? rounded(value, *decimals) : value);
  }
  std::string operator()(const std::string& text) const { return dumped(text); }
  std::string operator()(const Time& time) const { return dumped(time.text); }
  std::string operator()(const Json& json) const { return json.text; }
};

} // namespace

std::string flat_name(const AnswerColumn& column) {
  return column.of.empty() ? column.name : column.of + "_" + column.name;
}

const Value& value_in(const AnswerColumn& column, std::size_t row) {
  static const Value absent;
  return row < column.values.size() ? column.values[row] : absent;
}

AnswerColumn declared(const AnswerColumn& column) {
  return {column.name, column.type, column.decimals, column.of};
}

void AnswerTable::add(std::vector<Value> values, geo::GeometryView shape) {
  const auto row = size();
  geo::append(geometry, shape);
  for (std::size_t c = 0; c < values.size(); ++c) {
    auto& column = columns.at(c).values;
    column.resize(row);
    column.push_back(std::move(values[c]));
  }
  feature_parts.push_back(geometry.part_count());
}

bool has_value(const Value& value) {
  return !std::holds_alternative<std::monostate>(value) && !std::holds_alternative<Null>(value);
}

double rounded(double value, int decimals) {
  const double scale = std::pow(10, decimals);
  return std::round(value * scale) / scale + 0.0; // no -0
}

void append_json(std::string& out, const Value& value, std::optional<int> decimals) {
  out += std::visit(JsonOf{decimals}, value);
}

std::string value_text(const Value& value, std::optional<int> decimals) {
  if (const auto* text = std::get_if<std::string>(&value))
    return *text;
  if (const auto* time = std::get_if<Time>(&value))
    return time->text;
  return has_value(value) ? std::visit(JsonOf{decimals}, value) : "";
}

} // namespace layers
