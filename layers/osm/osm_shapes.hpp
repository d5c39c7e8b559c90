#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/osm/osm_content.hpp"

namespace layers {

/// What became of an object's shape; empty: nothing.
using Loss = std::string_view;

/// The ways of a relation, an empty one in place of a repeated one; null: the file does not have
/// it.
std::vector<const osmium::Way*> ways_of(const osmium::Relation& relation,
                                        const OsmContent& content);

/// Each appends the shape of one object as one part or several, or nothing.
Loss append_point(const osmium::Node& node, geo::Geometry& shapes);
/// The stretches between nodes that are missing.
Loss append_line(const osmium::Way& way, const OsmContent& content, geo::Geometry& shapes);
Loss append_area(const osmium::Way& way, geo::Geometry& shapes);
/// The lines around a multipolygon, but for those that are lines by themselves.
Loss append_lines(const osmium::Relation& relation, const OsmContent& content,
                  geo::Geometry& shapes);
/// `cost_left`: the assembling_cost() that areas may still have; one with more is lost.
Loss append_area(const osmium::Relation& relation, const OsmContent& content, geo::Geometry& shapes,
                 std::uint64_t& cost_left);
/// The ways that are but parts of a route. Where it has others, those are the route by themselves:
/// then none of them need be there.
Loss append_route(const osmium::Relation& relation, const OsmContent& content,
                  geo::Geometry& shapes);
/// The middle of its nodes and ways.
Loss append_site(const osmium::Relation& relation, const OsmContent& content,
                 geo::Geometry& shapes);

} // namespace layers
