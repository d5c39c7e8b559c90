#include "server/commands/tiles.hpp"

#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "server/commands/export_report.hpp"

namespace {

using layers::ExportProgress;

template <typename Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "no error";
}

std::string zooms_error(const std::string& text) {
  return error_of([&] { server::parse_zooms(text); });
}

std::string bbox_error(const std::string& text) {
  return error_of([&] { server::parse_bbox(text); });
}

TEST(TilesCommand, ZoomsAreOneOrTwo) {
  EXPECT_EQ(server::parse_zooms("0-12").min, 0);
  EXPECT_EQ(server::parse_zooms("0-12").max, 12);
  EXPECT_EQ(server::parse_zooms("24").min, 24);
  EXPECT_EQ(server::parse_zooms("24").max, 24);
}

TEST(TilesCommand, WrongZoomsAreSaid) {
  for (const auto* text :
       {"", "-", "a", "-1", "1-", "1-2-3", "1.5", " 1", "1e1", "0x1", "99999999999999999999"})
    EXPECT_EQ(zooms_error(text),
              "\"" + std::string(text) + "\" is no range of zooms; write 0-12, or 8 for one");
  EXPECT_EQ(zooms_error("9-3"), "\"9-3\" is reversed; write 3-9");
  EXPECT_EQ(zooms_error("3-25"), "zoom 25 does not exist; zooms are 0 to 24");
  EXPECT_EQ(zooms_error("25"), "zoom 25 does not exist; zooms are 0 to 24");
}

TEST(TilesCommand, ABoxIsFourNumbers) {
  EXPECT_EQ(server::parse_bbox("102,8.5,1.1e2,23"), (geo::Box{102, 8.5, 110, 23}));
  EXPECT_EQ(server::parse_bbox("-180,-90,180,90"), (geo::Box{-180, -90, 180, 90}));
}

TEST(TilesCommand, AWrongBoxIsSaid) {
  for (const auto* text : {"", "1,2,3", "1,2,3,4,5", "1,2,3,4,", ",1,2,3", "1,,2,3", "a,b,c,d",
                           "nan,0,1,1", "0,0,inf,1", "1;2;3;4", "1, 2, 3, 4"})
    EXPECT_EQ(bbox_error(text),
              "\"" + std::string(text) +
                  "\" is not four numbers; write west,south,east,north in degrees");
  EXPECT_EQ(bbox_error("3,0,1,1"), "west 3 lies east of east 1");
  EXPECT_EQ(bbox_error("0,2,1,1"), "south 2 lies north of north 1");
  EXPECT_EQ(bbox_error("0,0,181,1"), "\"0,0,181,1\" leaves the world; longitudes are -180 to 180, "
                                     "latitudes -90 to 90");
}

TEST(ExportReport, NumbersAreForPeople) {
  EXPECT_EQ(server::count_text(0), "0");
  EXPECT_EQ(server::count_text(999), "999");
  EXPECT_EQ(server::count_text(1000), "1,000");
  EXPECT_EQ(server::count_text(1'234'567), "1,234,567");
  EXPECT_EQ(server::bytes_text(999), "999 bytes");
  EXPECT_EQ(server::bytes_text(1000), "1.0 kB");
  EXPECT_EQ(server::bytes_text(999'960), "1.0 MB");
  EXPECT_EQ(server::bytes_text(12'345'678'901), "12.3 GB");
  EXPECT_EQ(server::duration_text(0.04), "0.0 s");
  EXPECT_EQ(server::duration_text(9.94), "9.9 s");
  EXPECT_EQ(server::duration_text(59.4), "59 s");
  EXPECT_EQ(server::duration_text(59.6), "1 min 0 s");
  EXPECT_EQ(server::duration_text(3599), "59 min 59 s");
  EXPECT_EQ(server::duration_text(7500), "2 h 5 min");
}

TEST(ExportReport, SaysHowFarItIs) {
  ExportProgress progress;
  progress.visited = 450;
  progress.tiles = 400;
  // 550 of 1,000 places are left: 5.5 s at 100 a second
  EXPECT_EQ(server::progress_text(progress, {90, 100}, 1000),
            " 45 %, 400 tiles, 90 tiles/s, 5.5 s left");
  EXPECT_EQ(server::progress_text(progress, {90, 0}, 1000), " 45 %, 400 tiles, 90 tiles/s");
  EXPECT_EQ(server::progress_text(progress, {90, 100}, 0), "400 tiles, 90 tiles/s");
  progress.visited = 1000;
  EXPECT_EQ(server::progress_text(progress, {90, 100}, 1000),
            "100 %, 400 tiles, 90 tiles/s, 0.0 s left");
}

TEST(ExportReport, DrawsHowFarItIs) {
  ExportProgress progress;
  EXPECT_EQ(server::progress_bar(progress, 0), "");
  progress.visited = 100; // a third of 30 characters
  EXPECT_EQ(server::progress_bar(progress, 300), "[##########....................] ");
}

} // namespace
