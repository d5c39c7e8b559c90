#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <osmium/memory/buffer.hpp>
#include <osmium/osm/entity_bits.hpp>
#include <osmium/osm/object.hpp>

namespace layers {

/// Takes an object that lives no longer than the call; false: that is enough.
using OsmVisitor = std::function<bool(const osmium::OSMObject& object)>;

/// Visits the objects of the wanted types in an OpenStreetMap file, in its order: PBF or XML (of
/// JOSM and Overpass too), as it is or compressed with gzip or bzip2, which its content tells, not
/// its name. `source`: a path, or what GDAL calls one ("/vsizip/…"). Every version there is comes;
/// deleted objects are not visible. Ways have positions where the file keeps them there. Throws
/// not_found, or invalid_input for what is broken, cut short, empty or no OpenStreetMap file;
/// too_large for an archive's file, or PBF within another compression, of more than `most_bytes`:
/// these are read into memory first. Any thread.
void visit_osm(const std::string& source, osmium::osm_entity_bits::type types,
               const OsmVisitor& visit, std::size_t most_bytes);

/// A file that is visited several times: what a small one of XML holds is parsed once and stays in
/// memory. Belongs to one thread.
class OsmFile {
public:
  OsmFile(std::string source, std::size_t most_bytes)
      : m_source(std::move(source)), m_most_bytes(most_bytes) {}

  const std::string& source() const { return m_source; }
  /// As visit_osm().
  void visit(osmium::osm_entity_bits::type types, const OsmVisitor& visit);

private:
  std::string m_source;
  std::size_t m_most_bytes;
  std::optional<osmium::memory::Buffer> m_objects; ///< of the file; nullopt: it is read each time
};

} // namespace layers
