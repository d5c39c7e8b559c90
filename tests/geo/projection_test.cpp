#include "geo/projection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "geo/error.hpp"

namespace {

using geo::CrsTransform;
using geo::LonLat;

constexpr double radians = std::numbers::pi / 180;
constexpr double semi_major_m =
    6378137; // WGS 84; VN-2000 has the same ellipsoid (Decision 83/2000/QD-TTg)
constexpr double flattening = 1 / 298.257223563;
constexpr double eccentricity2 = flattening * (2 - flattening);
constexpr double one_mm_deg = 1e-8;

LonLat transformed(const std::string& crs, LonLat point) {
  CrsTransform(crs).to_crs84({&point, 1});
  return point;
}

void expect_near(LonLat actual, LonLat expected, double tolerance_deg) {
  EXPECT_NEAR(actual.lon, expected.lon, tolerance_deg);
  EXPECT_NEAR(actual.lat, expected.lat, tolerance_deg);
}

/// Transverse Mercator to longitude and latitude by Krueger's series (1912) in the third
/// flattening, to its third power, as in Karney, "Transverse Mercator with an accuracy of a few
/// nanometers" (2011), equations 11, 12, 35, 36. The fourth power of n is 8e-12: below 0.1 mm.
LonLat inverse_transverse_mercator(LonLat metres, double central_meridian, double scale) {
  const double n = flattening / (2 - flattening);
  const double radius_m = semi_major_m / (1 + n) * (1 + n * n / 4 + n * n * n * n / 64);
  const double xi = metres.lat / (scale * radius_m);
  const double eta = (metres.lon - 500000) / (scale * radius_m);
  const std::array beta = {n / 2 - 2 * n * n / 3 + 37 * n * n * n / 96, n * n / 48 + n * n * n / 15,
                           17 * n * n * n / 480};
  const std::array delta = {2 * n - 2 * n * n / 3 - 2 * n * n * n,
                            7 * n * n / 3 - 8 * n * n * n / 5, 56 * n * n * n / 15};
  double xi_sphere = xi;
  double eta_sphere = eta;
  for (int j = 1; j <= 3; ++j) {
    xi_sphere -=
        beta.at(static_cast<std::size_t>(j - 1)) * std::sin(2 * j * xi) * std::cosh(2 * j * eta);
    eta_sphere -=
        beta.at(static_cast<std::size_t>(j - 1)) * std::cos(2 * j * xi) * std::sinh(2 * j * eta);
  }
  const double conformal_lat = std::asin(std::sin(xi_sphere) / std::cosh(eta_sphere));
  double lat = conformal_lat;
  for (int j = 1; j <= 3; ++j)
    lat += delta.at(static_cast<std::size_t>(j - 1)) * std::sin(2 * j * conformal_lat);
  const double lon = std::atan2(std::sinh(eta_sphere), std::cos(xi_sphere));
  return {central_meridian + lon / radians, lat / radians};
}

/// The seven parameters from VN-2000 to WGS 84 of Decision 05/2007/QD-BTNMT, article 1 (27 February
/// 2007): shifts in metres, rotations in arc-seconds, scale. The rotations are of the coordinate
/// frame (EPSG:9607; with the signs of a position vector the result would be 0.5 m away).
LonLat vn2000_to_wgs84(LonLat vn2000) {
  constexpr double dx = -191.90441429, dy = -39.30318279, dz = -111.45032835;
  constexpr double second = radians / 3600;
  constexpr double omega = -0.00928836 * second, psi = 0.01975479 * second,
                   epsilon = -0.00427372 * second;
  constexpr double k = 1.000000252906278;
  const double lat = vn2000.lat * radians;
  const double lon = vn2000.lon * radians;
  const double normal_m =
      semi_major_m / std::sqrt(1 - eccentricity2 * std::sin(lat) * std::sin(lat));
  const double x = normal_m * std::cos(lat) * std::cos(lon);
  const double y = normal_m * std::cos(lat) * std::sin(lon);
  const double z = normal_m * (1 - eccentricity2) * std::sin(lat);
  const double x2 = dx + k * (x + epsilon * y - psi * z);
  const double y2 = dy + k * (-epsilon * x + y + omega * z);
  const double z2 = dz + k * (psi * x - omega * y + z);
  const double p = std::hypot(x2, y2);
  double lat2 = std::atan2(z2, p * (1 - eccentricity2));
  for (int i = 0; i < 10; ++i) { // converges by e^2 = 0.007 a step
    const double s = std::sin(lat2);
    const double normal2_m = semi_major_m / std::sqrt(1 - eccentricity2 * s * s);
    lat2 = std::atan2(z2 + eccentricity2 * normal2_m * s, p);
  }
  return {std::atan2(y2, x2) / radians, lat2 / radians};
}

struct Zone {
  const char* crs;
  double central_meridian;
  double scale; // 0.9996 in 6-degree zones, 0.9999 in 3-degree zones (Circular 973/2001/TT-TCDC)
  LonLat somewhere;
};

void PrintTo(const Zone& zone, std::ostream* out) {
  *out << zone.crs;
}

class Vn2000Zones : public testing::TestWithParam<Zone> {};

TEST_P(Vn2000Zones, TakeTheOfficialTransformation) {
  const auto& zone = GetParam();
  const auto expected = vn2000_to_wgs84(
      inverse_transverse_mercator(zone.somewhere, zone.central_meridian, zone.scale));
  expect_near(transformed(zone.crs, zone.somewhere), expected, one_mm_deg);
}

INSTANTIATE_TEST_SUITE_P(
    FromHanoiToTheIslands, Vn2000Zones,
    testing::Values(
        Zone{"EPSG:3405", 105, 0.9996, {588000, 2325500}},    // Hanoi
        Zone{"EPSG:3406", 111, 0.9996, {200000, 1775000}},    // Da Nang
        Zone{"EPSG:3406", 111, 0.9996, {600000, 956000}},     // Truong Sa: offshore
        Zone{"EPSG:5897", 105, 0.9999, {560000, 2325000}},    // Hanoi
        Zone{"EPSG:5899", 107.75, 0.9999, {551000, 1776500}}, // Da Nang
        Zone{"EPSG:9210", 105.75, 0.9999, {603000, 1192000}}, // Ho Chi Minh City
        Zone{"EPSG:9210", 105.75, 0.9999, {510000, 1109000}}, // Can Tho: in EPSG:5194's area
        Zone{"EPSG:9218", 108.5, 0.9999, {460000, 1400000}}), // Dak Lak
    [](const auto& tested) {
      return std::to_string(tested.index) + "_" + std::string(tested.param.crs).substr(5);
    });

TEST(Projection, AgreesWithAPublishedPairInNinhThuan) {
  // A land survey's X = 1255172.510, Y = 568262.924 (TM-3, 108 degrees 15') and its WGS 84 position
  // 11.349358065695681, 108.87720114429756, as circulated in a surveyors' workbook and in the tests
  // of converters made after Decision 05/2007. To a centimetre: 1e-7 degrees.
  expect_near(transformed("EPSG:9217", {568262.924, 1255172.510}),
              {108.87720114429756, 11.349358065695681}, 1e-7);
}

TEST(Projection, PutsTm3CoordinatesOfDaNangIntoDaNang) {
  // Hai Chau, the district west of the Han river, lies between 16.02 and 16.10 north, 108.19 and
  // 108.23 east (its wards in OpenStreetMap).
  const auto hai_chau = transformed("EPSG:5899", {550000, 1776500});
  EXPECT_NEAR(hai_chau.lon, 108.21, 0.02);
  EXPECT_NEAR(hai_chau.lat, 16.06, 0.04);
}

constexpr const char* esri_utm48 =
    R"(PROJCS["VN_2000_UTM_Zone_48N",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",)"
    R"(SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],)"
    R"(UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],)"
    R"(PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],)"
    R"(PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9996],)"
    R"(PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]])";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(Projection, EsriWktWithoutTowgs84IsShiftedLikeTheEpsgCode) {
  const LonLat hanoi{588000, 2325500};
  EXPECT_EQ(transformed(esri_utm48, hanoi), transformed("EPSG:3405", hanoi));
}

TEST(Projection, AZoneWithoutAnEpsgCodeIsShiftedAlso) {
  auto wkt = replaced(esri_utm48, "VN_2000_UTM_Zone_48N", "VN2000_somewhere");
  wkt = replaced(wkt, "\"Central_Meridian\",105.0", "\"Central_Meridian\",106.4");
  const LonLat place{510000, 1800000};
  expect_near(transformed(wkt, place),
              vn2000_to_wgs84(inverse_transverse_mercator(place, 106.4, 0.9996)), one_mm_deg);
}

TEST(Projection, AShiftThatTheCrsBringsItselfIsKept) {
  const std::string unshifted =
      "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +ellps=WGS84 "
      "+towgs84=0,0,0,0,0,0,0 +units=m";
  const LonLat da_nang{551000, 1776500};
  expect_near(transformed(unshifted, da_nang), inverse_transverse_mercator(da_nang, 107.75, 0.9999),
              one_mm_deg);
}

TEST(Projection, Crs84InEveryDressIsTheIdentity) {
  for (const std::string crs :
       {"EPSG:4326", "OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "+proj=longlat +datum=WGS84 +no_defs",
        R"(GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],)"
        R"(PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]])",
        R"(GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],)"
        R"(PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AXIS["Longitude",EAST],)"
        R"(AXIS["Latitude",NORTH]])"})
    EXPECT_TRUE(CrsTransform(crs).is_identity()) << crs;
  EXPECT_FALSE(CrsTransform("EPSG:4756").is_identity());
}

TEST(Projection, AGeographicCrsIsReadLongitudeFirst) {
  const LonLat hanoi{105.85, 21.03};
  expect_near(transformed("EPSG:4756", hanoi), vn2000_to_wgs84(hanoi), one_mm_deg);
}

TEST(Projection, HeightsInTheCrsDoNotMatter) {
  // EPSG:4979 is WGS 84 with ellipsoidal heights, EPSG:9707 with heights above EGM96.
  const LonLat hanoi{105.85, 21.03};
  for (const std::string crs : {"EPSG:4979", "EPSG:9707", "EPSG:32648+5773"}) {
    const LonLat before = crs.starts_with("EPSG:32") ? LonLat{588329.9, 2325759.0} : hanoi;
    expect_near(transformed(crs, before), hanoi, 1e-2);
  }
}

TEST(Projection, ANorthingFirstCrsIsReadEastingFirst) {
  // EPSG:31467 (Gauss-Krueger zone 3) has the northing first: easting 3,500,000 is its meridian, 9
  // east.
  const auto on_meridian = transformed("EPSG:31467", {3500000, 5540000});
  EXPECT_NEAR(on_meridian.lon, 9, 0.01);
  EXPECT_NEAR(on_meridian.lat, 50, 0.1);
}

TEST(Projection, WebMercatorsHalfCircumferenceIs180Degrees) {
  // pi * 6378137 m east; atan(sinh(pi)) = 85.0511287798066 degrees north.
  const double half_m = std::numbers::pi * semi_major_m;
  expect_near(transformed("EPSG:3857", {half_m / 2, half_m}), {90, 85.0511287798066}, 1e-9);
}

TEST(Projection, WhatCannotBeTransformedBecomesNan) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::array<LonLat, 4> points = {LonLat{588000, 2325500},
                                  {1e30, 1e30},
                                  {std::numeric_limits<double>::quiet_NaN(), 0},
                                  {infinity, infinity}};
  CrsTransform("EPSG:32648").to_crs84(points);
  EXPECT_TRUE(std::isfinite(points[0].lon));
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_TRUE(std::isnan(points.at(i).lon)) << i;
    EXPECT_TRUE(std::isnan(points.at(i).lat)) << i;
  }
}

std::string message_of(const std::string& crs) {
  try {
    const CrsTransform transform(crs);
    return "no error";
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::invalid_input);
    return error.what();
  }
}

TEST(Projection, AnUnknownCrsIsRefusedByName) {
  EXPECT_EQ(
      message_of("EPSG:99999"),
      "crs \"EPSG:99999\": not known to PROJ; give an EPSG code such as \"EPSG:3405\", WKT or "
      "a PROJ string");
  EXPECT_THAT(message_of(""), testing::StartsWith("crs \"\": not known to PROJ"));
  EXPECT_THAT(message_of(std::string(5000, 'x')),
              testing::StartsWith("crs \"" + std::string(60, 'x') + "…\": not known"));
}

TEST(Projection, ACrsThatIsNotOnTheEarthIsRefused) {
  EXPECT_THAT(
      message_of(R"(LOCAL_CS["site grid",UNIT["metre",1]])"),
      testing::StartsWith("crs \"LOCAL_CS[\"site grid\",UNIT[\"metre\",1]]\": PROJ knows no way "
                          "to longitude and latitude"));
}

} // namespace
