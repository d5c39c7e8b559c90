#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "layers/features/layer.hpp"
#include "server/api/router.hpp"

namespace server {

/// OGC API - Features, Part 1 (OGC 17-069r4), sections 7.13 to 7.15, as far as they read
/// collections.

/// GET /collections
Response collections(const Call& call);

/// GET /collections/{id}. Beyond the standard: titles, kind, fields, zoom range, feature_count, and
/// "stale" while its source is broken.
Response collection(const Call& call);

/// GET /collections/{id}/items?bbox=&datetime=&limit=&offset=: the features that item_filter()
/// asks for, in the order of the source, with 7 decimals (1 cm). At most 10,000 features or about
/// 64 MiB; the link "next" leads to the rest.
Response items(const Call& call);

/// GET /collections/{id}/items/{feature}: the feature with that id, with the same decimals. The
/// number 12 and the text "12" have the same address.
Response item(const Call& call);

/// {"read_at", "since", "reason"} of a layer that is stale: when what it shows was read, when its
/// source was seen to be broken, and why.
nlohmann::ordered_json staleness_json(const layers::Layer& layer);

/// The layer of that id; throws Error(not_found).
std::shared_ptr<const layers::Layer> layer_of(const layers::Map& map, std::string_view id);

/// Appends feature i as items and downloads show it.
void append_feature(std::string& out, const layers::FeatureSet& features, std::size_t i);

} // namespace server
