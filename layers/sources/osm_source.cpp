#include "layers/sources/osm_source.hpp"

namespace layers {

namespace {

constexpr std::string_view driver_config = R"(
closed_ways_are_polygons=aeroway,amenity,building,emergency,landuse,leisure,man_made,military,natural,office,shop,tourism

[points]
osm_id=yes
attributes=name,name:vi,name:en,amenity,emergency,highway,barrier,ref,operator,phone,addr:street,addr:housenumber,fire_hydrant:type,fire_hydrant:diameter
other_tags=no

[lines]
osm_id=yes
attributes=name,name:vi,name:en,ref,highway,maxspeed,oneway,junction,surface,access,vehicle,motor_vehicle,emergency,service,tracktype,bridge,tunnel,layer,lanes,width,maxheight,maxweight,waterway,railway,barrier
other_tags=no

[multipolygons]
osm_id=yes
attributes=name,name:vi,name:en,type,amenity,emergency,building,building:levels,boundary,admin_level,landuse,leisure,man_made,natural,office,operator,phone,addr:street,addr:housenumber
other_tags=no

[multilinestrings]
osm_id=yes
attributes=name,name:vi,name:en,type,route,ref
other_tags=no

[other_relations]
osm_id=yes
attributes=name,name:vi,name:en,type
other_tags=no
)";

} // namespace

std::string_view osm_driver_config() {
  return driver_config;
}

} // namespace layers
