#include "layers/tilesets/tile_sink.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/tilesets/content_index.hpp"
#include "layers/tilesets/sqlite.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/pmtiles_reader.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::TileId;
using nlohmann::json;

layers::TileSetInfo info() {
  return {.name = "Huyện",
          .description = "Flood, Stations",
          .generator = "hazardmap 1.2.3",
          .format = layers::TileFormat::mvt,
          .bounds = {100, 10, 111.25, 20},
          .min_zoom = 2,
          .max_zoom = 9,
          .vector_layers_json = R"([{"id":"flood","fields":{}}])"};
}

std::unique_ptr<layers::TileSink> pmtiles(const std::string& path, std::uint64_t kept = 0) {
  return layers::open_pmtiles(path, kept, &support::gzip);
}

/// Contents of the tiles with the numbers from 0 on.
void add(layers::TileSink& sink, const std::vector<std::string>& contents, std::uint64_t from = 0) {
  for (const auto& content : contents)
    sink.add(geo::tile_at(from++), content);
}

std::vector<std::string> distinct(int count) {
  std::vector<std::string> contents;
  for (int i = 0; i < count; ++i)
    contents.push_back(fmt::format("tile {}", i));
  return contents;
}

TEST(Center, IsTheMiddleOnTheMapAtTheZoomThatShowsAll) {
  auto set = info(); // 11.25 degrees: 1/32 of the world, which is a tile of zoom 5
  const auto center = layers::center_of(set);
  EXPECT_DOUBLE_EQ(center.point.lon, 105.625);
  EXPECT_NEAR(center.point.lat, 15, 0.1); // Mercator's middle lies a little north of it
  EXPECT_GT(center.point.lat, 15);
  EXPECT_EQ(center.zoom, 5);
  set.min_zoom = 7;
  EXPECT_EQ(layers::center_of(set).zoom, 7);
  set.bounds = {105, 21, 105, 21};
  EXPECT_EQ(layers::center_of(set).zoom, 9);
}

TEST(PmtilesSink, EqualNeighboursAreOneRunAndEqualTilesOneContent) {
  const TestFolder folder;
  const auto sink = pmtiles(folder.path("a"));
  // a a b a | (nothing at 4) a c c
  add(*sink, {"a", "a", "b", "a"});
  add(*sink, {"a", "c", "c"}, 5);
  sink->finish(info());
  const auto read = support::read_pmtiles(folder.path("a"));
  const std::map<std::uint64_t, std::string> expected = {{0, "a"}, {1, "a"}, {2, "b"}, {3, "a"},
                                                         {5, "a"}, {6, "c"}, {7, "c"}};
  EXPECT_EQ(read.tiles, expected);
  EXPECT_EQ(read.entry_count, 5U); // aa, b, a, a, cc
  EXPECT_EQ(read.content_count, 3U);
  EXPECT_EQ(read.data_bytes, 3U);
  EXPECT_EQ(read.leaf_count, 0U);
}

TEST(PmtilesSink, SaysWhatItHolds) {
  const TestFolder folder;
  const auto sink = pmtiles(folder.path("a"));
  add(*sink, {"a"});
  sink->finish(info());
  const auto read = support::read_pmtiles(folder.path("a"));
  EXPECT_EQ(read.tile_type, 1);
  EXPECT_EQ(read.min_zoom, 2);
  EXPECT_EQ(read.max_zoom, 9);
  EXPECT_EQ(read.bounds, (std::vector{100.0, 10.0, 111.25, 20.0}));
  EXPECT_EQ(read.center_zoom, 5);
  EXPECT_DOUBLE_EQ(read.center[0], 105.625);
  EXPECT_EQ(json::parse(read.metadata), json::parse(R"({
    "name": "Huyện", "description": "Flood, Stations", "type": "overlay",
    "generator": "hazardmap 1.2.3", "vector_layers": [{"id": "flood", "fields": {}}]})"));
}

TEST(PmtilesSink, GeoJsonIsOfAnotherTypeAndSaysSo) {
  const TestFolder folder;
  const auto sink = pmtiles(folder.path("a"));
  add(*sink, {"a"});
  auto set = info();
  set.format = layers::TileFormat::geojson;
  sink->finish(set);
  const auto read = support::read_pmtiles(folder.path("a"));
  EXPECT_EQ(read.tile_type, 0);
  EXPECT_EQ(json::parse(read.metadata)["format"], "application/geo+json");
}

// 20,000 entries do not go into 16,384 bytes: each takes a byte even when all are alike, and their
// lengths are not.
TEST(PmtilesSink, ManyTilesHaveLeafDirectories) {
  const TestFolder folder;
  const auto contents = distinct(20'000);
  const auto sink = pmtiles(folder.path("a"));
  add(*sink, contents);
  sink->finish(info());
  const auto read = support::read_pmtiles(folder.path("a"));
  EXPECT_EQ(read.leaf_count, 5U); // of 4,096 entries
  ASSERT_EQ(read.tiles.size(), contents.size());
  for (std::size_t i = 0; i < contents.size(); ++i)
    ASSERT_EQ(read.tiles.at(i), contents[i]);
}

// Entries that differ in everything: a root directory of them would be too long, though they are
// fewer than 16,384.
TEST(PmtilesSink, FewTilesThatDifferMuchHaveLeafDirectoriesToo) {
  const TestFolder folder;
  const auto sink = pmtiles(folder.path("a"));
  std::uint64_t number = 0;
  std::uint64_t random = 1;
  for (int i = 0; i < 9'000; ++i) {
    random = random * 6364136223846793005U + 1442695040888963407U; // Knuth's MMIX generator
    number += 1 + random % 1'000'000;
    sink->add(geo::tile_at(number), fmt::format("{}{}", i, std::string(random >> 54U, 'x')));
  }
  sink->finish(info());
  const auto read = support::read_pmtiles(folder.path("a"));
  EXPECT_EQ(read.leaf_count, 3U);
  EXPECT_EQ(read.tiles.size(), 9'000U);
}

TEST(PmtilesSink, OpenedAnewIsAsItWasWhateverCameAfterwards) {
  const TestFolder folder;
  auto contents = distinct(1000);
  for (std::size_t i = 0; i < contents.size(); i += 3)
    contents[i] = "sea";
  const auto whole = pmtiles(folder.path("whole"));
  add(*whole, contents);
  whole->finish(info());
  for (const std::size_t kept : {0U, 1U, 500U, 501U, 1000U}) {
    {
      const auto first = pmtiles(folder.path("a"));
      add(*first, {contents.begin(), contents.begin() + static_cast<std::ptrdiff_t>(kept)});
      first->sync();
      add(*first, distinct(70), kept);
      first->finish(info()); // a crash can come as late as this
    }
    const auto second = pmtiles(folder.path("a"), kept);
    add(*second, {contents.begin() + static_cast<std::ptrdiff_t>(kept), contents.end()}, kept);
    second->finish(info());
    EXPECT_TRUE(bytes_of(folder.path("a")) == bytes_of(folder.path("whole"))) << kept;
  }
}

TEST(PmtilesSink, WhatIsGoneIsSaid) {
  const TestFolder folder;
  EXPECT_EQ(error_of([&] { pmtiles(folder.path("a"), 3); }),
            folder.path("a.log: 120 of 120 bytes are gone; begin again with --overwrite"));
}

TEST(ContentIndex, RemembersAtLeastTheLastContents) {
  layers::ContentIndex index(2);
  for (int i = 0; i < 5; ++i)
    index.add(layers::content_key(std::to_string(i)), static_cast<std::uint64_t>(10 * i));
  EXPECT_EQ(index.find(layers::content_key("4")), 40U);
  EXPECT_EQ(index.find(layers::content_key("3")), 30U);
  EXPECT_EQ(index.find(layers::content_key("0")), std::nullopt);
}

using Row = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string>;

std::vector<Row> rows_of(const std::string& path) {
  layers::SqliteFile file(path);
  layers::SqliteStatement tiles(file, "SELECT zoom_level, tile_column, tile_row, tile_data "
                                      "FROM tiles ORDER BY 1, 2, 3");
  std::vector<Row> rows;
  while (tiles.step())
    rows.emplace_back(tiles.integer(0), tiles.integer(1), tiles.integer(2), tiles.blob(3));
  return rows;
}

std::int64_t number_in(const std::string& path, const char* question) {
  layers::SqliteFile file(path);
  layers::SqliteStatement statement(file, question);
  statement.step();
  return statement.integer(0);
}

std::map<std::string, std::string> metadata_of(const std::string& path) {
  layers::SqliteFile file(path);
  layers::SqliteStatement rows(file, "SELECT name, value FROM metadata");
  std::map<std::string, std::string> metadata;
  while (rows.step())
    metadata.emplace(rows.blob(0), rows.blob(1));
  return metadata;
}

TEST(MbtilesSink, RowsCountFromTheSouthAndEqualTilesAreOneImage) {
  const TestFolder folder;
  {
    const auto sink = layers::open_mbtiles(folder.path("a"), 0);
    add(*sink, {"a", "a", "b", "a", "c"}); // 0/0/0, then 1/0/0, 1/0/1, 1/1/1, 1/1/0
    sink->finish(info());
  }
  const std::vector<Row> expected = {
      {0, 0, 0, "a"}, {1, 0, 0, "b"}, {1, 0, 1, "a"}, {1, 1, 0, "a"}, {1, 1, 1, "c"}};
  EXPECT_EQ(rows_of(folder.path("a")), expected);
  EXPECT_EQ(number_in(folder.path("a"), "SELECT count(*) FROM images"), 3);
  EXPECT_EQ(number_in(folder.path("a"), "PRAGMA application_id"), 0x4d504258);
  EXPECT_EQ(number_in(folder.path("a"), "SELECT \"unique\" FROM pragma_index_list('map')"), 1);
}

TEST(MbtilesSink, SaysWhatItHolds) {
  const TestFolder folder;
  {
    const auto sink = layers::open_mbtiles(folder.path("a"), 0);
    add(*sink, {"a"});
    sink->finish(info());
  }
  auto metadata = metadata_of(folder.path("a"));
  EXPECT_EQ(metadata["center"].substr(0, 10), "105.625,15");
  EXPECT_TRUE(metadata["center"].ends_with(",5"));
  metadata.erase("center");
  const std::map<std::string, std::string> expected = {
      {"name", "Huyện"},
      {"description", "Flood, Stations"},
      {"format", "pbf"},
      {"type", "overlay"},
      {"bounds", "100,10,111.25,20"},
      {"minzoom", "2"},
      {"maxzoom", "9"},
      {"generator", "hazardmap 1.2.3"},
      {"json", R"({"vector_layers":[{"id":"flood","fields":{}}]})"}};
  EXPECT_EQ(metadata, expected);
}

TEST(MbtilesSink, OpenedAnewIsAsItWasWhateverCameAfterwards) {
  const TestFolder folder;
  auto contents = distinct(100);
  contents[70] = contents[3];
  {
    const auto whole = layers::open_mbtiles(folder.path("whole"), 0);
    add(*whole, contents);
    whole->finish(info());
  }
  for (const std::size_t kept : {0U, 1U, 50U, 100U}) {
    std::filesystem::remove(folder.path("a"));
    {
      const auto first = layers::open_mbtiles(folder.path("a"), 0);
      add(*first, {contents.begin(), contents.begin() + static_cast<std::ptrdiff_t>(kept)});
      first->sync();
      add(*first, distinct(7), kept);
      first->finish(info());
    }
    {
      const auto second = layers::open_mbtiles(folder.path("a"), kept);
      add(*second, {contents.begin() + static_cast<std::ptrdiff_t>(kept), contents.end()}, kept);
      second->finish(info());
    }
    EXPECT_EQ(rows_of(folder.path("a")), rows_of(folder.path("whole"))) << kept;
    EXPECT_EQ(number_in(folder.path("a"), "SELECT count(*) FROM images"), 99);
    EXPECT_EQ(metadata_of(folder.path("a")), metadata_of(folder.path("whole")));
  }
}

TEST(MbtilesSink, WhatIsGoneIsSaid) {
  const TestFolder folder;
  EXPECT_EQ(error_of([&] { layers::open_mbtiles(folder.path("a"), 3); }),
            folder.path("a: 3 of 3 tiles are gone; begin again with --overwrite"));
}

TEST(FolderSink, WritesAFileATileAndATileJson) {
  const TestFolder folder;
  const auto sink = layers::open_tile_folder(folder.path("a"), layers::TileFormat::mvt);
  add(*sink, {"a", "b", "c"});
  sink->finish(info());
  EXPECT_EQ(bytes_of(folder.path("a/0/0/0.mvt")), "a");
  EXPECT_EQ(bytes_of(folder.path("a/1/0/0.mvt")), "b");
  EXPECT_EQ(bytes_of(folder.path("a/1/0/1.mvt")), "c");
  auto document = json::parse(bytes_of(folder.path("a/metadata.json")));
  EXPECT_EQ(document["center"][2], 5);
  document.erase("center");
  EXPECT_EQ(document, json::parse(R"({
    "tilejson": "3.0.0", "name": "Huyện", "description": "Flood, Stations",
    "generator": "hazardmap 1.2.3", "tiles": ["{z}/{x}/{y}.mvt"], "minzoom": 2, "maxzoom": 9,
    "bounds": [100, 10, 111.25, 20], "vector_layers": [{"id": "flood", "fields": {}}]})"));
}

} // namespace
