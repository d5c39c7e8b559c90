#include "layers/repair/bounded_repair.hpp"

#include "geo/edge_meetings.hpp"
#include "geo/error.hpp"
#include "geo/overlay.hpp"

namespace layers {

geo::Geometry make_valid_within(geo::GeometryView polygons, std::size_t most_crossings) {
  // A corner is the meeting of two edges; one that is there twice, or three times, one of six more.
  const auto most = most_crossings + 4 * polygons.points().size();
  if (geo::count_edge_meetings(polygons, most + 1) > most)
    geo::fail(geo::ErrorKind::too_large,
              "crosses or touches itself more than {} times; draw it anew, or raise "
              "\"reading.crossings\"",
              most_crossings);
  return geo::make_valid(polygons);
}

} // namespace layers
