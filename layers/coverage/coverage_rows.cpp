#include "layers/coverage/coverage_rows.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "layers/answers/feature_columns.hpp"
#include "layers/features/feature_names.hpp"

namespace layers {

namespace {

/// A column for a number of seconds or metres.
AnswerColumn measured_column(const char* name, const Coverage& answer) {
  return {fmt::format("{}_{}", name, answer.is_radius ? "m" : "s"), ValueType::real, 1};
}

/// "covered_480_s", "covered_60.2_s", "covered_3000_m": limits that differ, differ in a tenth.
AnswerColumn limit_column(const char* name, const Coverage& answer, std::size_t limit,
                          int decimals) {
  return {fmt::format("{}_{}_{}", name, answer.limits[limit] / 10.0, answer.is_radius ? "m" : "s"),
          ValueType::real, decimals};
}

/// What a layer says of its features: their ids, their names, all their attributes.
struct NamedFeatures {
  FeatureColumns own;
  std::vector<std::string> names;
};

NamedFeatures named_features(const Layer& layer) {
  return {feature_columns(*layer.features, "area"), feature_names(layer)};
}

/// Which feature of the layer that names places a row is of, or lies in.
std::vector<AnswerColumn> place_columns(const NamedFeatures& places) {
  return {declared(places.own.id), {"area_name"}};
}

std::vector<Value> place_values(const NamedFeatures& places, std::optional<std::uint32_t> place) {
  if (!place)
    return {Null(), Null()};
  const auto& name = places.names[*place];
  return {places.own.id.values[*place], name.empty() ? Value(Null()) : Value(name)};
}

/// What areas have beside their class and place: their own attributes, their sums.
std::vector<AnswerColumn> area_columns(const Coverage& answer, const FeatureColumns& own) {
  std::vector<AnswerColumn> columns;
  for (const auto& attribute : own.attributes)
    columns.push_back(declared(attribute));
  columns.push_back({"total", ValueType::real, 1});
  for (std::size_t i = 0; i < answer.limits.size(); ++i) {
    columns.push_back(limit_column("covered", answer, i, 1));
    columns.push_back(limit_column("share", answer, i, 4));
    if (answer.before)
      columns.push_back(limit_column("change", answer, i, 1));
  }
  columns.push_back(measured_column("p90", answer));
  return columns;
}

std::vector<AnswerColumn> gap_columns(const Coverage& answer) {
  return {{"state"},
          {"rank", ValueType::integer},
          {"uncovered", ValueType::real, 1},
          {"places", ValueType::integer},
          measured_column("nearest", answer)};
}

/// Null for none.
Value value_of(const std::optional<double>& number) {
  return number ? Value(*number) : Value(Null());
}

std::vector<Value> area_values(const Coverage& answer, const CoverageOf& area,
                               const FeatureColumns& own) {
  std::vector<Value> values;
  for (const auto& attribute : own.attributes)
    values.push_back(value_in(attribute, area.feature));
  const auto& sums = area.sums;
  values.emplace_back(sums.total);
  for (std::size_t i = 0; i < answer.limits.size(); ++i) {
    values.emplace_back(sums.covered[i]);
    values.push_back(sums.total > 0 ? Value(sums.covered[i] / sums.total) : Value(Null()));
    if (answer.before)
      values.emplace_back(sums.covered[i] - answer.before->areas[area.feature].sums.covered[i]);
  }
  values.push_back(value_of(sums.p90_s));
  return values;
}

std::vector<Value> gap_values(const Gap& gap, bool is_asked, std::size_t rank) {
  return {is_asked ? "asked" : "before", static_cast<std::int64_t>(rank), gap.weight,
          static_cast<std::int64_t>(gap.points.size()), value_of(gap.nearest_s)};
}

/// The rows of an answer: class, place, then columns of areas, then columns of gaps.
class Rows {
public:
  explicit Rows(const Coverage& coverage) : m_coverage(coverage) {
    m_table.columns = {{"class"}};
    if (coverage.place_layer) {
      m_places = named_features(*coverage.place_layer);
      std::ranges::move(place_columns(m_places), std::back_inserter(m_table.columns));
    }
    const auto before_areas = m_table.columns.size();
    if (coverage.area_layer)
      std::ranges::move(area_columns(coverage, m_places.own), std::back_inserter(m_table.columns));
    m_of_areas = m_table.columns.size() - before_areas;
    std::ranges::move(gap_columns(coverage), std::back_inserter(m_table.columns));
  }

  void add(const CoverageOf& area) {
    auto values = first_values("area", area.feature);
    std::ranges::move(area_values(m_coverage, area, m_places.own), std::back_inserter(values));
    m_table.add(std::move(values), m_coverage.area_layer->features->feature(area.feature));
  }

  void add(const CoverageState& state, bool is_asked) {
    for (std::size_t i = 0; i < state.gaps.size(); ++i) {
      auto values = first_values(is_asked ? "gap" : "gap-before", state.gaps[i].place);
      values.resize(values.size() + m_of_areas);
      std::ranges::move(gap_values(state.gaps[i], is_asked, i + 1), std::back_inserter(values));
      m_table.add(std::move(values), state.gaps[i].polygons);
    }
  }

  AnswerTable taken() { return std::move(m_table); }

private:
  std::vector<Value> first_values(const char* row_class, std::optional<std::uint32_t> place) const {
    std::vector<Value> values = {row_class};
    if (m_coverage.place_layer)
      std::ranges::move(place_values(m_places, place), std::back_inserter(values));
    return values;
  }

  const Coverage& m_coverage;
  AnswerTable m_table;
  NamedFeatures m_places; ///< of Coverage::place_layer, which is that of areas where there is one
  std::size_t m_of_areas = 0;
};

} // namespace

AnswerTable coverage_rows(const Coverage& coverage) {
  Rows rows(coverage);
  for (const auto& area : coverage.asked.areas)
    rows.add(area);
  rows.add(coverage.asked, true);
  if (coverage.before)
    rows.add(*coverage.before, false);
  return rows.taken();
}

} // namespace layers
