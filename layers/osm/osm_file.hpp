#pragma once

#include <functional>
#include <string>

#include <osmium/osm/entity_bits.hpp>
#include <osmium/osm/object.hpp>

namespace layers {

/// Takes an object that lives no longer than the call; false: that is enough.
using OsmVisitor = std::function<bool(const osmium::OSMObject& object)>;

/// Visits the objects of the wanted types in an OpenStreetMap file, in its order: PBF or XML (of
/// JOSM and Overpass too), as it is or compressed with gzip or bzip2, which its content tells, not
/// its name. `source`: a path, or what GDAL calls one ("/vsizip/…"). Every version there is comes;
/// deleted objects are not visible. Ways have positions where the file keeps them there. Throws
/// not_found, or invalid_input for what is broken, cut short, empty or no OpenStreetMap file. Any
/// thread.
void visit_osm(const std::string& source, osmium::osm_entity_bits::type types,
               const OsmVisitor& visit);

} // namespace layers
