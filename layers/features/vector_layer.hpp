#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "layers/features/layer.hpp"

namespace layers {

enum class FieldType { number, boolean, text };

/// An attribute as vector tiles have it.
struct Field {
  std::string name;
  FieldType type = FieldType::text; ///< text when features differ in it
  bool operator==(const Field&) const = default;
};

/// The attributes of all features, in the order in which features first have them, and "id" where
/// tiles have one. An attribute that is null everywhere is none. O(attributes).
std::vector<Field> fields_of(const FeatureSet& features);

/// A layer as TileJSON 3.0.0 (section 3.3) and MBTiles 1.3 describe it: {"id", "description",
/// "minzoom", "maxzoom", "fields": {name: "Number", "Boolean" or "String"}}. What tiles do not show
/// as it is stands there too: "cluster_below_zoom" of points, and the attribute that their "sum" is
/// of ("cluster_sum"); from which zooms on features are there by their class ("drawn_from":
/// {"zooms": {value: zoom}, "other", "attribute"}); "small_features" ("merge" or "drop") and, in
/// "smaller_than_a_pixel", how many they are at each zoom and their area. Of the layer's
/// zooms those from `min_zoom` to `max_zoom` are meant.
nlohmann::ordered_json vector_layer(const Layer& layer, int min_zoom = 0,
                                    int max_zoom = geo::max_zoom);

} // namespace layers
