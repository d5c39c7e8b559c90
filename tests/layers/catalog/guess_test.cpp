#include "layers/catalog/guess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/roles/roles.hpp"

namespace {

using geo::PartType;
using layers::guess_fields;
using layers::guess_kind;
using layers::Kind;
using layers::KindGuess;
using testing::ElementsAre;
using testing::Pair;

Kind kind_of(const std::string& name, PartType shape,
             const std::vector<std::string>& attributes = {}) {
  return guess_kind(name, {name, shape, attributes}).kind;
}

constexpr auto points = PartType::point;
constexpr auto lines = PartType::line;
constexpr auto polygons = PartType::polygon;

TEST(GuessKind, FireStationsButNoOtherStations) {
  for (const auto* name :
       {"fire-stations", "FireStations", "firestations_2024", "Trạm Cứu Hỏa", "tram_chua_chay",
        "doi-pccc", "Feuerwachen", "пожарные части", "stations"})
    EXPECT_EQ(kind_of(name, points), Kind::station) << name;
  for (const auto* name :
       {"police_stations", "trụ sở công an", "substation", "gas-stations", "Trạm biến áp",
        "trạm y tế", "hospitals", "fire hydrants", "homeless-shelter-locations"})
    EXPECT_EQ(kind_of(name, points), Kind::reference) << name;
}

TEST(GuessKind, HazardsArePolygons) {
  for (const auto* name :
       {"special-flood-hazard-areas", "flood_zone", "Vùng ngập lụt", "sạt lở", "nguy cơ cháy nổ",
        "Hochwassergefahrenkarte", "зоны затопления", "tsunami_risk", "landslides_2024", "smoke"})
    EXPECT_EQ(kind_of(name, polygons), Kind::hazard) << name;
  EXPECT_EQ(kind_of("floodplains-general-structure", lines), Kind::reference);
}

TEST(GuessKind, IncidentsArePoints) {
  for (const auto* name : {"fems-service-requests-in-last-30-days", "incidents", "Vụ cháy 2024",
                           "sự cố", "Einsätze", "происшествия", "active_fires", "earthquakes"})
    EXPECT_EQ(kind_of(name, points), Kind::incident) << name;
}

TEST(GuessKind, RoadsAreLines) {
  for (const auto* name :
       {"major-roads", "streets", "Đường bộ", "mạng lưới giao thông", "Strassennetz", "дороги"})
    EXPECT_EQ(kind_of(name, lines), Kind::road) << name;
  for (const auto* name : {"power_line", "Đường dây 110kV", "evacuation routes", "river"})
    EXPECT_EQ(kind_of(name, lines), Kind::reference) << name;
}

TEST(GuessKind, AreasAndPeople) {
  for (const auto* name : {"ward-2012", "Phường Xã", "fire-alarm-districts", "vn_provinces_8pct",
                           "ranh giới hành chính", "zipcodes", "районы"})
    EXPECT_EQ(kind_of(name, polygons), Kind::area) << name;
  for (const auto* name : {"census-block-groups", "Dân cư", "buildings"})
    EXPECT_EQ(kind_of(name, polygons), Kind::demand) << name;
}

TEST(GuessKind, WordsCountAtTheirBoundaries) {
  EXPECT_EQ(kind_of("awards", polygons), Kind::reference) << "no wards";
  EXPECT_EQ(kind_of("capacity", polygons), Kind::reference) << "no city";
}

TEST(GuessKind, AttributesDecideWhereTheNameIsSilent) {
  EXPECT_EQ(kind_of("export", lines, {"id", "Highway"}), Kind::road);
  EXPECT_EQ(kind_of("export", polygons, {"Mức độ"}), Kind::hazard);
  EXPECT_EQ(kind_of("export", points, {"mag"}), Kind::incident);
  EXPECT_EQ(kind_of("export", polygons, {"Dân số"}), Kind::demand);
  EXPECT_EQ(kind_of("export", points, {"turnout_s"}), Kind::station);
}

TEST(GuessKind, PointsWithASeverityAndATimeAreIncidents) {
  EXPECT_EQ(kind_of("export", points, {"type", "severity", "time"}), Kind::incident);
  EXPECT_EQ(kind_of("export", points, {"type", "time"}), Kind::reference);
  EXPECT_EQ(kind_of("hydrants", points, {"severity", "time"}), Kind::reference);
}

TEST(GuessKind, HydrantsLookLikeHydrants) {
  EXPECT_EQ(guess_kind("fire hydrants", {"", points, {}}).style, "hydrant");
  EXPECT_EQ(guess_kind("trụ nước", {"", points, {}}).style, "hydrant");
  EXPECT_EQ(guess_kind("hydrant zones", {"", polygons, {}}).style, "");
  EXPECT_EQ(guess_kind("hospitals", {"", points, {}}).style, "");
}

TEST(GuessKind, SaysWhy) {
  EXPECT_EQ(guess_kind("flood_zone", {"", polygons, {}}).because,
            "polygons, \"flood\" in the name");
  EXPECT_EQ(guess_kind("a", {"", lines, {"oneway"}}).because,
            "lines, \"oneway\" among the attributes");
  EXPECT_EQ(guess_kind("a", {"", points, {}}).because, "points without a telling name");
}

TEST(GuessFields, RolesOfTheKind) {
  EXPECT_THAT(guess_fields(Kind::station, {"Tên", "NAME_EN", "turnout_s", "Số xe", "population"}),
              ElementsAre(Pair("name", "Tên"), Pair("name_en", "NAME_EN"),
                          Pair("turnout_s", "turnout_s"), Pair("units", "Số xe")));
  EXPECT_THAT(guess_fields(Kind::road, {"name", "highway", "maxspeed", "oneway"}),
              ElementsAre(Pair("class", "highway"), Pair("name", "name"), Pair("oneway", "oneway"),
                          Pair("speed_km_h", "maxspeed")));
  EXPECT_THAT(guess_fields(Kind::road, {"FUNCTIONALCLASS", "DIRECTIONALITY", "bridge"}),
              ElementsAre(Pair("bridge", "bridge"), Pair("class", "FUNCTIONALCLASS"),
                          Pair("oneway", "DIRECTIONALITY")));
  EXPECT_THAT(guess_fields(Kind::hazard, {"Cấp độ", "loai", "time"}),
              ElementsAre(Pair("severity", "Cấp độ"), Pair("type", "loai")));
}

TEST(GuessFields, AMagnitudeIsNoSeverity) { // 6.1 is not beyond the worst of five levels
  EXPECT_THAT(guess_fields(Kind::incident, {"mag", "time"}), ElementsAre(Pair("time", "time")));
  for (const auto* people : {"Số dân", "POP_EST", "dan so (nguoi)", "Einwohnerzahl"})
    EXPECT_THAT(guess_fields(Kind::demand, {people}), ElementsAre(Pair("population", people)));
  EXPECT_THAT(guess_fields(Kind::demand, {"Dân số 2009", "Dân số 2019"}),
              ElementsAre(Pair("population", "Dân số 2019")));
  for (const auto* turnout : {"Thời gian xuất xe (phút)", "turnout_time_min", "turnout_sec"})
    EXPECT_THAT(guess_fields(Kind::station, {turnout}), ElementsAre(Pair("turnout_s", turnout)));
}

TEST(GuessFields, NamesInManyLanguages) {
  for (const auto* speed :
       {"speed_mph", "maxspeed_mph", "speed_limit", "POSTED_SPEED", "Tốc độ tối đa", "скорость"})
    EXPECT_THAT(guess_fields(Kind::road, {speed}), ElementsAre(Pair("speed_km_h", speed)));
  for (const auto* oneway : {"DIR_TRAVEL", "Chiều", "Einbahnstrasse"})
    EXPECT_THAT(guess_fields(Kind::road, {oneway}), ElementsAre(Pair("oneway", oneway)));
  for (const auto* bridge : {"Brücke", "мост", "Cầu"})
    EXPECT_THAT(guess_fields(Kind::road, {bridge}), ElementsAre(Pair("bridge", bridge)));
  for (const auto* turnout : {"turnout_time_minutes", "Ausrückezeit_min", "Thời gian xuất quân"})
    EXPECT_THAT(guess_fields(Kind::station, {turnout}), ElementsAre(Pair("turnout_s", turnout)));
  for (const auto* severity : {"risk", "hazard_class", "степень"})
    EXPECT_THAT(guess_fields(Kind::hazard, {severity}), ElementsAre(Pair("severity", severity)));
  EXPECT_THAT(guess_fields(Kind::road, {"access", "vehicle"}),
              ElementsAre(Pair("access", "access")));
}

TEST(GuessFields, UnitsInNamesHold) {
  const auto unit = [](const char* role, const char* name) {
    return layers::unit_in_name(*layers::find_role(role), name);
  };
  EXPECT_EQ(unit("speed_km_h", "maxspeed_mph"), 1.609344);
  EXPECT_EQ(unit("turnout_s", "turnout_time_minutes"), 60);
  EXPECT_EQ(unit("turnout_s", "Ausrückezeit_min"), 60);
  EXPECT_EQ(unit("turnout_s", "thoi_gian_xuat_quan_phut"), 60);
}

TEST(GuessFields, BetterNamesComeFirst) {
  EXPECT_THAT(guess_fields(Kind::area, {"zipcode", "title", "name"}),
              ElementsAre(Pair("name", "name")));
  EXPECT_THAT(guess_fields(Kind::area, {"zipcode"}), ElementsAre(Pair("name", "zipcode")));
}

TEST(GuessFields, LatestCountOfPeople) {
  EXPECT_THAT(guess_fields(Kind::demand, {"POP2000", "POP2004", "POP04_SQMI"}),
              ElementsAre(Pair("population", "POP2004")));
}

TEST(GuessWater, LayersThatAreCalledSo) {
  const auto is_water = [](const std::string& id, const std::string& source = "a.gpkg") {
    layers::LayerConfig config;
    config.id = id;
    config.source = source;
    return layers::is_called_water(config);
  };
  for (const auto* water : {"water", "rivers", "lakes-2024", "mat-nuoc", "song-ngoi", "gewaesser"})
    EXPECT_TRUE(is_water(water)) << water;
  EXPECT_TRUE(is_water("a", "data/Hồ nước.shp"));
  EXPECT_TRUE(is_water("a", "озёра.geojson"));
  for (const auto* other : {"flood", "river-basins", "water-districts", "watersheds", "hydrants",
                            "water-supply", "wards", "seedlings"})
    EXPECT_FALSE(is_water(other)) << other;
  layers::LayerConfig config;
  config.id = "a";
  config.where = "natural = 'water'";
  EXPECT_TRUE(layers::is_called_water(config));
  config.kind = layers::Kind::area; // a ward called River
  EXPECT_FALSE(layers::is_called_water(config));
}

} // namespace
