#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "layers/answers/answer_table.hpp"
#include "layers/features/feature_class.hpp"

namespace layers {

/// The answer to a planner's question: features for a map, numbers for a report. Becomes GeoJSON, a
/// file, or a layer.
struct PlannerAnswer {
  AnswerTable features;
  nlohmann::ordered_json summary;         ///< an object
  std::vector<std::string> warnings = {}; ///< what the answer leaves out or takes for granted, a
                                          ///< line each
  FeatureClasses classes;                 ///< of what is asked for a map; else empty
};

/// The rows of a table as GeoJSON has them, without shapes. The table must outlive it.
class RowText {
public:
  explicit RowText(const AnswerTable& table);

  /// Appends `"id":12,"properties":{"class":"area","area_properties":{"name":"Cầu Giấy"}}`: what a
  /// row does not have is left out, attributes of an area stand in "area_properties".
  void append(std::string& out, std::size_t row) const;

private:
  void append_properties(std::string& out, std::size_t row) const;

  const AnswerTable& m_table;
  std::vector<std::string> m_keys; ///< by column: `"class":`
};

/// Takes a text piece by piece.
using TextSink = std::function<void(std::string_view)>;

/// An answer as a GeoJSON FeatureCollection with the member "warnings" before its features and
/// "summary" behind them; coordinates to a tenth of a metre. In pieces of 64 KiB, or the size of
/// one feature. Throws what the sink throws.
void write_geojson(const PlannerAnswer& answer, const TextSink& sink);

/// The same as one text.
std::string answer_geojson(const PlannerAnswer& answer);

} // namespace layers
