#include "geo/geojson.hpp"

#include <gtest/gtest.h>

#include "geo/json_text.hpp"

namespace {

using geo::Geometry;
using geo::LonLat;
using geo::PartType;

void add_ring(Geometry& g, std::initializer_list<LonLat> ring) {
  g.points.insert(g.points.end(), ring);
  g.end_ring();
}

std::string text(const Geometry& g, int decimals = 6) {
  std::string out;
  geo::append_geojson(out, g, decimals);
  return out;
}

std::string number(double value, int decimals) {
  std::string out;
  geo::append_decimal(out, value, decimals);
  return out;
}

TEST(GeoJson, NumbersAreRoundedAndHaveNoTrailingZeros) {
  EXPECT_EQ(number(105.85, 6), "105.85");
  EXPECT_EQ(number(105.8500004, 6), "105.85");
  EXPECT_EQ(number(-0.0625, 4), "-0.0625");
  EXPECT_EQ(number(-0.0625, 2), "-0.06");
  EXPECT_EQ(number(100, 3), "100");
  EXPECT_EQ(number(-180, 9), "-180");
  EXPECT_EQ(number(0.000001, 6), "0.000001");
  EXPECT_EQ(number(-0.0000001, 6), "0"); // never "-0"
  EXPECT_EQ(number(19.9999999, 3), "20");
}

TEST(GeoJson, OnePartIsASimpleType) {
  Geometry point;
  point.add_point({105.85, 21.03});
  EXPECT_EQ(text(point), R"({"type":"Point","coordinates":[105.85,21.03]})");
  Geometry line;
  add_ring(line, {{0, 0}, {1, 2}});
  line.end_part(PartType::line);
  EXPECT_EQ(text(line), R"({"type":"LineString","coordinates":[[0,0],[1,2]]})");
}

TEST(GeoJson, HolesFollowTheirShell) {
  Geometry g;
  add_ring(g, {{0, 0}, {9, 0}, {9, 9}, {0, 0}});
  add_ring(g, {{2, 1}, {3, 2}, {3, 1}, {2, 1}});
  g.end_part(PartType::polygon);
  EXPECT_EQ(
      text(g),
      R"({"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[2,1],[3,2],[3,1],[2,1]]]})");
}

TEST(GeoJson, PartsOfOneTypeMakeAMultiType) {
  Geometry g;
  g.add_point({1, 2});
  g.add_point({3, 4});
  EXPECT_EQ(text(g), R"({"type":"MultiPoint","coordinates":[[1,2],[3,4]]})");
}

TEST(GeoJson, PartsOfSeveralTypesMakeACollection) {
  Geometry g;
  g.add_point({1, 2});
  add_ring(g, {{0, 0}, {1, 1}});
  g.end_part(PartType::line);
  EXPECT_EQ(text(g),
            R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},)"
            R"({"type":"LineString","coordinates":[[0,0],[1,1]]}]})");
}

TEST(GeoJson, NothingIsNull) {
  EXPECT_EQ(text(Geometry{}), "null");
}

TEST(JsonText, EscapesWhatTheStandardRequiresAndKeepsVietnameseAsItIs) {
  std::string out;
  geo::append_json_string(out, "Cầu \"Giấy\"\\\n\t\x01");
  EXPECT_EQ(out, R"("Cầu \"Giấy\"\\\n\t\u0001")");
}

TEST(JsonText, NumbersReadBackAsTheSameDouble) {
  for (const double value : {0.1, 1.0 / 3, 1e300, -2.5e-7, 5.0}) {
    std::string out;
    geo::append_json_number(out, value);
    EXPECT_EQ(std::stod(out), value);
  }
}

TEST(JsonText, NotANumberIsNull) {
  std::string out;
  geo::append_json_number(out, std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(out, "null");
}

} // namespace
