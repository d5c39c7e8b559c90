#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/roles/oneway_words.hpp"
#include "layers/roles/road_class_words.hpp"
#include "layers/roles/road_words.hpp"
#include "layers/roles/roles.hpp"
#include "layers/roles/severity_words.hpp"
#include "layers/roles/speed_text.hpp"

namespace {

using layers::find_role;
using layers::OneWay;
using testing::Optional;

constexpr double mile_km = 1.609344; // by definition

std::optional<double> read(const char* role, const std::string& text) {
  const std::vector<std::string> column{text};
  return number_of_text(*find_role(role), text, {layers::convention_of(column)});
}

using Table = std::map<double, std::vector<const char*>>;

void expect_all(const char* role, const Table& table) {
  for (const auto& [number, texts] : table)
    for (const auto* text : texts)
      EXPECT_THAT(read(role, text), Optional(testing::DoubleEq(number))) << role << " " << text;
}

void expect_none(const char* role, const std::vector<const char*>& texts) {
  for (const auto* text : texts)
    EXPECT_EQ(read(role, text), std::nullopt) << role << " " << text;
}

TEST(RoleWords, Durations) {
  expect_all(
      "turnout_s",
      {{300, {"300",           " 300 ",   "300.0",        "300 s",   "300s",       "300 sec",
              "300 giây",      "300 сек", "300 Sekunden", "5 min",   "5min",       "5 Min.",
              "5 minutes",     "5 phút",  "5 мин",        "5 минут", "00:05:00",   "0:05:00",
              "05:00",         "5:00",    "PT5M",         "PT300S",  "P0DT5M",     "5\u00A0min",
              "pt5m",          "5'",      "5\u2032",      "5\u2019", "5\u202Fmin", "5'00",
              "5 phút 0 giây", "5m0s",    "+300"}},
       {90,
        {"1.5 min", "1,5 phút", "1 min 30 s", "1 phút 30 giây", "01:30", "PT1M30S", "1 min 30",
         "90''", "90\"", "90\u2033", "1m30s", "1m30", "1'30\"", "1\u203230\u2033", "1 phút 30"}},
       {5400,
        {"1 h 30 min", "1.5 h", "1 giờ 30 phút", "1 ч 30 мин", "1:30:00", "PT1H30M", "1h30",
         "1 h 30", "1h30m", "1h30'", "1 giờ 30", "1ч30"}},
       {1.5, {"1,5", "1.5"}},
       {0, {"0", "0 s"}}});
  expect_none("turnout_s",
              {"volunteer",   "5 m",         "-60",     "-5 min",      "2 - 5 min", "14401",
               "5 h",         "05:60",       "1:2:3:4", "5 M",         "5 m.",      "30 s 1 min",
               "1 min 1 min", "1 min 30 20", "30 s 5",  "\u22125 min", "'",         "P5",
               "PT",          "PT5",         "h30",     "min",         "1.200 min", "~300",
               "300 km/h",    "1.5:00"});
}

TEST(RoleWords, FerriesCountInHoursAndMinutes) {
  expect_all("duration", {{360, {"00:06", "00:06:00", "6", "6 min", "PT6M"}},
                          {5400, {"1:30", "01:30:00", "90", "1 h 30 min"}}});
  expect_none("duration", {"", "0", "00:00", "a while", "-5"});
  EXPECT_THAT(number_of_number(*find_role("duration"), 6, {}), Optional(360));
}

TEST(RoleWords, ANameMaySayTheUnit) {
  const auto& turnout = *find_role("turnout_s");
  EXPECT_EQ(unit_in_name(turnout, "turnout_min"), 60);
  EXPECT_EQ(unit_in_name(turnout, "thoi_gian_phut"), 60);
  EXPECT_EQ(unit_in_name(turnout, "turnout_s"), 1);
  EXPECT_EQ(unit_in_name(turnout, "administration"), 1);
  EXPECT_EQ(unit_in_name(*find_role("speed_km_h"), "SPEED_MPH"), mile_km);
  EXPECT_THAT(number_of_text(turnout, "2", {{}, 60}), Optional(120));
  EXPECT_THAT(number_of_text(turnout, "2 s", {{}, 60}), Optional(2));
  EXPECT_THAT(number_of_number(turnout, 2, {{}, 60}), Optional(120));
}

TEST(RoleWords, ClassesOfArea) {
  expect_all("area_class",
             {{1, {"urban centre", "Urban Center", "nội thành", "Trung tâm đô thị"}},
              {2,
               {"urban", "Urban", "đô thị", "thành thị", "Phường", "Thị trấn", "город",
                "городское поселение", "Stadt", "städtisch"}},
              {3, {"suburban", "ngoại thành", "пригород", "Vorort"}},
              {4, {"rural", "RURAL", "nông thôn", "Xã", "сельское поселение", "ländlich"}}});
  expect_none("area_class", {"", "1", "Đặc khu", "urbane", "urban rural", "thôn"});
  EXPECT_EQ(number_of_number(*find_role("area_class"), 1, {}), std::nullopt);
}

TEST(RoleWords, Severities) {
  expect_all("severity",
             {{1,
               {"1", "I", "i", "low", "Low Hazard Zone", "Minor", "thấp", "Nhỏ", "Cấp 1 – Nhỏ",
                "низкий", "Низкая", "gering", "rendah", "KRB I", "Kawasan Rawan Bencana I", "green",
                "Ⅰ", "ít nguy hiểm"}},
              {2,
               {"2", "2.0", "II", "medium", "Moderate", "trung bình", "Trung Bình", "средний",
                "умеренный", "mittel", "sedang", "Yellow", "vàng nhạt", "level 2"}},
              {3,
               {"3",
                "III",
                "High",
                "high risk",
                "cao",
                "CAO",
                "lớn",
                "высокий",
                "высокая",
                "hoch",
                "tinggi",
                "orange",
                "level 3",
                "cấp 3",
                "Nguy hiểm cao",
                "Mức nguy hiểm: cao",
                "Vùng nguy hiểm cấp 3",
                "Cảnh báo cấp III",
                "Ⅲ",
                "ⅲ",
                "Cấp Ⅲ",
                "CấpⅢ",
                "3.000",
                "3,000",
                "\u202F3\u202F",
                "Level3",
                "Cấp độ rủi ro 3",
                "Cấp độ rủi ro thiên tai 3",
                "3 - High",
                "Уровень 3",
                "KRB III"}},
              {4,
               {"4",
                "4.0",
                "4,0",
                "IV",
                "Very High",
                "very high hazard zone",
                "Severe",
                "rất cao",
                "Rất lớn",
                "nghiêm trọng",
                "очень высокий",
                "sehr hoch",
                "red",
                "đỏ",
                "cấp 4",
                "Cấp IV",
                "Stufe 4",
                "Ⅳ",
                "rất nguy hiểm",
                "4.000"}},
              {5,
               {"5", "V", "Ⅴ", "đặc biệt nguy hiểm", "Extreme", "catastrophic", "thảm họa",
                "Thảm hoạ", "экстремальный", "катастрофический", "extrem", "purple", "tím"}}});
}

TEST(RoleWords, WhatIsNoSeverity) {
  expect_none("severity", {"AE",          "0",       "6",        "-3",     "0.5",
                           "VI",          "5 m",     "3 m",      "3/5",    "~3",
                           ">3",          "level 6", "level 0",  "zone 3", "класс опасности 1",
                           "P1",          "4 - Low", "YES",      "3 4",    "very",
                           "level",       "cao?!x",  "0.000",    "30.000", "\u22123",
                           "Cấp \u22123", "Ⅵ",       "nguy hiểm"});
}

TEST(RoleWords, OnlyWordsTellALevelByThemselves) {
  for (const auto* text : {"High", "KRB III", "Low Hazard Zone", "cao"})
    EXPECT_TRUE(layers::is_severity_word(text)) << text;
  for (const auto* text : {"3", "4.0", "AE", ""})
    EXPECT_FALSE(layers::is_severity_word(text)) << text;
}

TEST(RoleWords, OneWays) {
  const std::map<OneWay, std::vector<const char*>> table{
      {OneWay::forward,
       {"yes",
        "Yes",
        "true",
        "t",
        "1",
        "1.0",
        "FT",
        "F",
        "Y",
        "OneWay",
        "one way",
        "forward",
        "Sens direct",
        "Med",
        "H",
        "Einbahn",
        "Einbahnstraße",
        "ja",
        "có",
        "Một chiều",
        "да",
        "Одностороннее",
        "One Way (Digitizing direction)",
        "In digitised direction",
        "1 chiều",
        "1chiều",
        "Đường một chiều",
        "đường 1 chiều",
        "FWD",
        "1way",
        "one-way street"}},
      {OneWay::backward,
       {"-1", "-1.0", "\u22121", "\u20111", "REV", "rev", "một chiều ngược", "reverse", "TF", "T",
        "backward", "Sens inverse", "Mot", "G", "Gegenrichtung", "ngược chiều", "обратное",
        "One way (Against digitizing direction)"}},
      {OneWay::no,
       {"no",
        "false",
        "f",
        "0",
        "0.0",
        "B",
        "Both",
        "2 chiều",
        "Đường hai chiều",
        "2-way",
        "Bi-directional",
        "N",
        "both",
        "Two way",
        "Double sens",
        "nein",
        "hai chiều",
        "không",
        "нет",
        "двустороннее",
        "reversible",
        "alternating"}}};
  for (const auto& [direction, texts] : table)
    for (const auto* text : texts)
      EXPECT_EQ(layers::oneway_of(text), direction) << text;
  for (const auto* text : {"", "sideways", "yes;no", "2", "maybe"})
    EXPECT_EQ(layers::oneway_of(text), std::nullopt) << text;
}

TEST(RoleWords, Speeds) {
  expect_all("speed_km_h",
             {{50,
               {"50", "50 km/h", "50kmh", "50 км/ч", "50.0", "50,0", "50 (signs)", "VN:urban",
                "ru:urban", "80;50", "50|70", "signals;50", "50\u202Fkm/h", "50\u00A0km/h"}},
              {7.5, {" 7.5 ", "7,5"}},
              {30 * mile_km, {"30 mph", "30mph"}},
              {60 * mile_km, {"GB:nsl_single"}},
              {70 * mile_km, {"GB:nsl_dual"}},
              {18.52, {"10 knots"}}, // a nautical mile is 1852 m
              {30, {"DE:zone:30", "DE:zone30", "FR:zone30"}},
              {80, {"DE:rural"}},
              {120, {"AT:motorway"}},
              {7, {"walk"}},
              {20, {"DE:living_street"}}});
  EXPECT_TRUE(std::isinf(read("speed_km_h", "none").value_or(0)));
  expect_none("speed_km_h", {"", "signals", "variable", "fast", "-30", "0", "999", "9999",
                             "50 furlongs", "80 @ wet", "nan", "1e9", ";", "VN:", "1.200"});
  EXPECT_TRUE(layers::is_speed_without_number("signals"));
  EXPECT_FALSE(layers::is_speed_without_number("fast"));
}

TEST(RoleWords, Counts) {
  expect_all(
      "population",
      {{1200, {"1200", "1.200", "1,200", "1 200", "1'200"}}, {0, {"0"}}, {-5, {"-5", "\u22125"}}});
  expect_all("population",
             {{1200, {"1\u202F200", "1\u2009200", "1\u2007200", "\u202F1200\u202F"}}});
  expect_none("population", {"~1200", "1000+", "many", "1200 people"});
  expect_all("weight", {{2.5, {"2.5", "2,5"}}});
}

TEST(RoleWords, RoadClassesOfOtherSystems) {
  const std::map<std::string_view, std::vector<const char*>> table{
      {"motorway",
       {"Interstate", "Other Freeway and Expressway", "Autobahn", "Đường cao tốc", "S1100",
        "Cao tốc Bắc - Nam", "CT.01", "Interstate 66", "Autobahn A7"}},
      {"trunk", {"Quasi-autoroute"}},
      {"primary",
       {"Principal Arterial", "Principal Arterial - Other", "Quốc lộ", "Bundesstraße", "Quốc lộ 1A",
        "QL1A", "QL.1", "QL 14B", "ql-5", "US Highway 50"}},
      {"secondary",
       {"Minor Arterial", "Tỉnh lộ", "đường tỉnh", "Landesstraße", "Đường tỉnh 605", "ĐT605",
        "ĐT.605", "DT 605", "TL 8", "Landesstraße 600"}},
      {"tertiary",
       {"Collector", "Major Collector", "Huyện lộ", "Kreisstraße", "ĐH.12", "Đường huyện 5"}},
      {"unclassified", {"Minor Collector", "Đường xã", "Gemeindestraße"}},
      {"residential", {"Local", "Local Road", "Đường đô thị", "S1400"}},
      {"track", {"track_grade3", "Chemin"}}};
  for (const auto& [road_class, texts] : table)
    for (const auto* text : texts)
      EXPECT_EQ(layers::usual_road_class(text), road_class) << text;
  for (const auto* text :
       {"", "primary", "1", "canal", "NHS Non-Interstate", "Not NHS", "CT", "QLx", "DTP", "tldr"})
    EXPECT_EQ(layers::usual_road_class(text), std::nullopt) << text;
  for (const auto* text : {"primary", "Primary link", "living_street", "Local", "quốc lộ"})
    EXPECT_TRUE(layers::is_road_class_word(text)) << text;
  EXPECT_FALSE(layers::is_road_class_word("Main"));
}

TEST(RoleWords, BridgesAndTunnelsInManyWords) {
  for (const auto* no : {"no", "NO ", "N", "false", "FALSE", "0", "0.0", "none", "không",
                         "Không có", "không cầu", "нет", "nein", "keine Brücke", "No bridge"}) {
    EXPECT_EQ(layers::is_bridge_word(no), false) << no;
    EXPECT_EQ(layers::is_tunnel_word(no), false) << no;
  }
  for (const auto* yes : {"yes", " Yes", "true", "1", "1.0", "có", "да", "ja"}) {
    EXPECT_EQ(layers::is_bridge_word(yes), true) << yes;
    EXPECT_EQ(layers::is_tunnel_word(yes), true) << yes;
  }
  for (const auto* bridge :
       {"viaduct", "low_water_crossing", "Movable", "cầu vượt", "мост", "Brücke"})
    EXPECT_EQ(layers::is_bridge_word(bridge), true) << bridge;
  for (const auto* tunnel : {"culvert", "avalanche_protector", "hầm", "тоннель", "Unterführung"})
    EXPECT_EQ(layers::is_tunnel_word(tunnel), true) << tunnel;
  EXPECT_EQ(layers::is_tunnel_word("building_passage"), false);
  for (const auto* neither : {"", "-", "n/a", "NULL", "unknown", "неизвестно", "-1", "2", "BR-17"})
    EXPECT_EQ(layers::is_bridge_word(neither), std::nullopt) << neither;
}

using Usual = std::optional<std::string> (*)(std::string_view);

void expect_usual(Usual usual, const std::map<std::string, std::vector<const char*>>& table) {
  for (const auto& [word, texts] : table)
    for (const auto* text : texts)
      EXPECT_EQ(usual(text), word) << text;
}

TEST(RoleWords, AccessInOpenStreetMapsWords) {
  expect_usual(layers::usual_access,
               {{"no",
                 {"no", "NO", "cấm", "Cấm đường", "không", "закрыто", "проезд запрещён", "нет",
                  "gesperrt", "Durchfahrt verboten", "nein", "closed", "false"}},
                {"yes", {"yes", "open", "có", "да", "frei"}},
                {"private", {"private", "Private", "Privat", "частная"}},
                {"use_sidepath", {"use_sidepath"}}});
  for (const auto* text : {"", "cấm xe tải", "0", "3", "RESTR_7", "không rõ"})
    EXPECT_EQ(layers::usual_access(text), std::nullopt) << text;
}

TEST(RoleWords, SurfacesInOpenStreetMapsWords) {
  expect_usual(layers::usual_surface, {{"ground", {"đất", "Đường đất", "грунт", "грунтовая"}},
                                       {"asphalt", {"asfalt", "Asphalt", "nhựa", "асфальт"}},
                                       {"gravel", {"cấp phối", "щебень", "Schotter", "GRAVEL"}},
                                       {"fine_gravel", {"fine_gravel", "fine gravel"}}});
  EXPECT_EQ(layers::usual_surface("type 4"), std::nullopt);
}

TEST(RoleWords, JunctionsInOpenStreetMapsWords) {
  expect_usual(layers::usual_junction,
               {{"roundabout",
                 {"roundabout", "Roundabout", "vòng xuyến", "Kreisverkehr", "круговое движение"}},
                {"circular", {"circular"}},
                {"jughandle", {"jughandle"}}});
  EXPECT_EQ(layers::usual_junction("J12"), std::nullopt);
}

TEST(RoleWords, SomeSayThatThereIsNoValue) {
  for (const auto* text : {"", " ", "-", "–", "?", "\u2212", "\u202F", "n/a", "N/A", "null",
                           "<NULL>", "Unknown", "không rõ", "неизвестно", "unbekannt"})
    EXPECT_TRUE(layers::is_no_data(text)) << text;
  for (const auto* text : {"0", "no", "volunteer", "AE"})
    EXPECT_FALSE(layers::is_no_data(text)) << text;
}

} // namespace
