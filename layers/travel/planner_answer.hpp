#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "geo/geometry.hpp"
#include "layers/features/feature_class.hpp"
#include "layers/features/source_features.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// The answer to a planner's question: features for a map, numbers for a report. Becomes GeoJSON, a
/// file, or a layer.
struct PlannerAnswer {
  SourceFeatures features;        ///< ids from 1
  nlohmann::ordered_json summary; ///< an object
  FeatureClasses classes;         ///< of what is asked for a map; else empty

  /// `properties`: an object.
  void add(const nlohmann::ordered_json& properties, geo::GeometryView geometry);
};

/// A GeoJSON FeatureCollection with the member "summary"; coordinates to a tenth of a metre.
std::string answer_geojson(const PlannerAnswer& answer);

/// Seconds, whole ones without a fraction; null for unreachable.
nlohmann::ordered_json seconds(geo::Deciseconds time);

/// Rounded to so many decimals.
double rounded(double value, int decimals);

/// What was asked, as far as it decides the result: stations, those cut off, what is closed.
nlohmann::ordered_json describe(const Travel& travel);

} // namespace layers
