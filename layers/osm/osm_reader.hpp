// layers/osm: OpenStreetMap files as features, with libosmium; knows neither roads nor guesses.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include "geo/library_version.hpp"
#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"

namespace layers {

/// OpenStreetMap files, read with libosmium. Tables and what lies in them: see osm_tables.hpp. All
/// tags are attributes, as texts in the order of the file, before them osm_id (of areas that are
/// ways osm_way_id); "name:vi" is name_vi. Ids are OpenStreetMap's; in layers of several tables, or
/// of areas, "node/1", "way/1" and "relation/1". Of several versions the latest counts, and nothing
/// that is deleted.

/// One of the layers that are read together.
struct OsmLayer {
  RawSource raw;
  std::exception_ptr error; ///< a geo::Error: the layer cannot be read; null: it could
};

/// Reads layers of one file in as many passes as one layer takes: relations, ways, nodes; only what
/// they need of it is in memory, but for small files of XML. Where nodes of a way are missing, it
/// is cut; what then has no position is left out; the reports count both as lost. Layers fail by
/// themselves for an unknown table or a wrong condition. Throws invalid_input when the file cannot
/// be read, or holds ways without saying where; not_found. Any thread.
std::vector<OsmLayer> read_osm(const std::string& source, const std::vector<LayerConfig>& layers);

/// By layer: whether the file has any object of it, or that it leaves out, wherever it is. Reads up
/// to the last such first one. Throws as read_osm(), and for the layers' own mistakes too.
std::vector<bool> osm_has_features(const std::string& source,
                                   const std::vector<LayerConfig>& layers);

/// Whether the file holds nothing at all, or what is deleted only. Throws as read_osm().
bool is_empty_osm(const std::string& source, std::size_t most_bytes = ReadingLimits{}.bytes);

/// libosmium's and expat's.
std::vector<geo::LibraryVersion> osm_versions();

} // namespace layers
