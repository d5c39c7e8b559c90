#pragma once

#include <memory>
#include <string_view>

#include "geo/library_version.hpp"
#include "layers/osm/osm_file.hpp"

namespace layers {

/// OpenStreetMap XML, version 0.6, read piece by piece. What editors and servers add to it is
/// understood: objects with action="delete" are deleted (JOSM), members of relations may hold
/// positions (Overpass, "out geom"), each then a way without tags, and a remark
/// of an error, which ends what was cut short; unknown elements are passed over. Belongs to one
/// thread.
class OsmXmlReader {
public:
  /// Both must outlive the reader.
  OsmXmlReader(osmium::osm_entity_bits::type types, const OsmVisitor& visit);
  ~OsmXmlReader();
  OsmXmlReader(const OsmXmlReader&) = delete;
  OsmXmlReader& operator=(const OsmXmlReader&) = delete;
  OsmXmlReader(OsmXmlReader&&) = delete;
  OsmXmlReader& operator=(OsmXmlReader&&) = delete;

  /// False: the visitor has enough. Throws std::runtime_error with line and column for what is no
  /// XML, or not of OpenStreetMap.
  bool read(std::string_view bytes, bool is_last);

private:
  struct Parser;
  std::unique_ptr<Parser> m_parser;
};

geo::LibraryVersion expat_version();

} // namespace layers
