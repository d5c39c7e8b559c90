#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/features/value_dictionary.hpp"

namespace layers {

/// What a problem does to answers.
enum class Effect : std::uint8_t {
  note,           ///< nothing that is not said: repaired, numbered, taken as longitude/latitude
  lost,           ///< the feature (or a part of it) is not served
  not_understood, ///< it is served, but what decides answers was not understood
};

/// What happened to features on their way in. What is not served or not understood says so here.
struct LoadReport {
  struct Problem {
    std::string what; ///< "self-intersection repaired", "turnout_s not understood, ..."
    Effect effect = Effect::note;
    std::size_t count = 0;                 ///< features
    std::vector<std::string> first_ids;    ///< the first few, see id_text()
    std::vector<std::string> first_values; ///< the first 100 different ones, as they stand
    std::size_t distinct_values = 0;       ///< all of them, as far as add_value() knows
    std::size_t of = 0; ///< features that it could have happened to; 0: it is not said

    /// Keeps a value that was not added before.
    void add_value(const std::string& value);
  };
  std::string format;     ///< the source's: "GeoJSON", "GPKG", "ESRI Shapefile", ...
  std::string crs;        ///< as the source or the configuration names it: "EPSG:3405", ...
  std::size_t read = 0;   ///< features the source delivered
  std::size_t served = 0; ///< features that are in the layer
  std::vector<Problem> problems;

  /// Counts one feature; an empty `id` speaks of the layer as a whole, an empty `value` of none.
  Problem& add(const std::string& what, Effect effect, const std::string& id,
               const std::string& value = {});
  bool lost_any() const;
  bool understood_all() const;
};

/// `self-intersection repaired: 3 features (id 4, 7, 9)`,
/// `turnout_s not understood, default used: 2 features ("volunteer", "5 m"; id 3, 4)`
std::string problem_text(const LoadReport::Problem& problem);

/// The id of a feature that is serialised as in SourceFeatures::json, as it stands there: `12`, or
/// `"a\"b"`. Empty: there is none.
std::string_view id_in_json(std::string_view json_text);

/// An id for people, and to compare with: `12`, or `a"b`; `json` is as of id_in_json().
std::string id_text(std::string_view json);

/// The features of one layer as read: feature i has the parts [feature_parts[i],
/// feature_parts[i+1]) of `geometry` and the text [json_starts[i], json_starts[i+1]) of `json`.
/// Once a reader returns it: CRS84, finite, in range, cut at the antimeridian, valid, right-handed,
/// no feature without a part.
struct SourceFeatures {
  geo::Geometry geometry;
  /// Of roads: by point, NaN where none is said; points behind the last have none.
  std::vector<float> heights_m;
  std::vector<std::uint32_t> feature_parts{0};
  /// Serialised once: `"id":12,"properties":{"name":"Cầu Giấy"}`, without the feature's braces.
  /// Ids are unique in the layer.
  std::string json;
  std::vector<std::size_t> json_starts{0};
  std::map<std::string, ValueType> declared_types; ///< of attributes, where the source says one
  LoadReport report;

  std::size_t size() const { return feature_parts.size() - 1; }
  geo::GeometryView feature(std::size_t i) const {
    return {geometry, feature_parts[i], feature_parts[i + 1]};
  }
  std::string_view json_text(std::size_t i) const {
    return std::string_view(json).substr(json_starts[i], json_starts[i + 1] - json_starts[i]);
  }
  std::string id_text(std::size_t i) const { return layers::id_text(id_in_json(json_text(i))); }
  /// Ends the feature whose parts and text were appended last.
  void end_feature() {
    feature_parts.push_back(geometry.part_count());
    json_starts.push_back(json.size());
  }
};

/// The heights of a geometry's points, as far as there are any.
std::span<const float> heights_of(std::span<const float> heights_m, geo::GeometryView geometry);

/// Appends a feature with what is known of its points; `json`: as SourceFeatures has it.
void append_feature(SourceFeatures& to, geo::GeometryView geometry,
                    std::span<const float> heights_m, std::string_view json);
void append_feature(SourceFeatures& to, const SourceFeatures& from, std::size_t i);

/// What a reader delivers before coordinates are transformed and repaired.
struct RawSource {
  SourceFeatures
      features;    ///< coordinates as in the source: x = easting or longitude, y = the other
  std::string crs; ///< WKT or "EPSG:4326"; empty: the source does not say
  std::vector<std::string>
      attributes; ///< all there are, even if no feature has them; empty: unknown
};

} // namespace layers
