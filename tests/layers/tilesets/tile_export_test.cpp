#include "layers/tilesets/tile_export.hpp"

#include <filesystem>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/tilesets/sqlite.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/layer_sketch.hpp"
#include "tests/support/pmtiles_reader.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::TileExport;
using layers::TileFormat;
using nlohmann::json;
using testing::HasSubstr;
namespace fs = std::filesystem;

/// Bytes by tile number.
using Tiles = std::map<std::uint64_t, std::string>;

/// A zone that fills many tiles wholly, others that are small, and stations from zoom 3 on.
layers::LayerList district() {
  support::Sketch zones;
  zones.square(90, 0, 30);
  for (int i = 0; i < 20; ++i)
    zones.square(-100 + 3 * i, -40 + 2 * i, 0.4 * i + 0.1);
  support::Sketch stations;
  for (int i = 0; i < 15; ++i)
    stations.point({100 + i * 0.7, 21 - i * 0.3});
  return {zones.layer("zones"), stations.layer("stations", 3)};
}

TileExport request(std::string output) {
  TileExport wanted;
  wanted.layers = district();
  wanted.max_zoom = 6;
  wanted.output = std::move(output);
  wanted.threads = 3;
  wanted.name = "Huyện";
  wanted.description = "zones, stations";
  wanted.generator = "hazardmap 1.2.3";
  wanted.gzip = &support::gzip;
  return wanted;
}

bool go_on(const layers::ExportProgress&) {
  return true;
}

layers::ExportProgress finish(const TileExport& wanted) {
  const auto result = layers::export_tiles(wanted, go_on);
  EXPECT_TRUE(result.is_finished);
  return result.progress;
}

/// What build_tile() makes of each tile of the zooms, without those that show nothing.
Tiles built(const TileExport& wanted) {
  Tiles tiles;
  const auto end = geo::tile_number({wanted.max_zoom + 1, 0, 0});
  for (auto number = geo::tile_number({wanted.min_zoom, 0, 0}); number < end; ++number) {
    auto bytes = layers::build_tile({wanted.layers, geo::tile_at(number), wanted.format}).bytes;
    if (!bytes.empty() && !bytes.ends_with(R"("features":[]})"))
      tiles.emplace(number, std::move(bytes));
  }
  return tiles;
}

Tiles unpacked(Tiles tiles) {
  for (auto& [number, bytes] : tiles)
    bytes = support::gunzip(bytes);
  return tiles;
}

Tiles tiles_of_pmtiles(const std::string& path) {
  return unpacked(support::read_pmtiles(path).tiles);
}

Tiles tiles_of_mbtiles(const std::string& path) {
  layers::SqliteFile file(path);
  layers::SqliteStatement rows(file, "SELECT zoom_level, tile_column, tile_row, tile_data "
                                     "FROM tiles");
  Tiles tiles;
  while (rows.step()) {
    const auto z = static_cast<int>(rows.integer(0));
    const auto y = geo::tiles_across(z) - 1 - static_cast<std::uint32_t>(rows.integer(2));
    tiles[geo::tile_number({z, static_cast<std::uint32_t>(rows.integer(1)), y})] = rows.blob(3);
  }
  return unpacked(tiles);
}

Tiles tiles_of_folder(const std::string& folder, const std::string& ending) {
  Tiles tiles;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto path = entry.path();
    if (path.extension() != ending)
      continue;
    const auto number_of = [](const fs::path& part) { return std::stoul(part.stem().string()); };
    const geo::TileId tile{static_cast<int>(number_of(path.parent_path().parent_path().filename())),
                           static_cast<std::uint32_t>(number_of(path.parent_path().filename())),
                           static_cast<std::uint32_t>(number_of(path.filename()))};
    tiles[geo::tile_number(tile)] = bytes_of(path);
  }
  return tiles;
}

TEST(TileExport, OfPmtilesHoldsTheTilesThatAreServed) {
  const TestFolder folder;
  const auto wanted = request(folder.path("a.pmtiles"));
  const auto progress = finish(wanted);
  const auto expected = built(wanted);
  EXPECT_GT(expected.size(), 100U);
  EXPECT_TRUE(tiles_of_pmtiles(wanted.output) == expected);
  EXPECT_EQ(progress.tiles, expected.size());
  const auto read = support::read_pmtiles(wanted.output);
  EXPECT_LT(read.content_count, read.entry_count); // the inside of the large zone
  EXPECT_LT(read.entry_count, read.tiles.size());
}

TEST(TileExport, OfMbtilesHoldsTheTilesThatAreServed) {
  const TestFolder folder;
  const auto wanted = request(folder.path("a.mbtiles"));
  finish(wanted);
  EXPECT_TRUE(tiles_of_mbtiles(wanted.output) == built(wanted));
}

TEST(TileExport, OfAFolderHoldsTheTilesThatAreServed) {
  const TestFolder folder;
  const auto wanted = request(folder.path("a/"));
  finish(wanted);
  EXPECT_TRUE(tiles_of_folder(wanted.output, ".mvt") == built(wanted));
}

TEST(TileExport, OfGeoJsonHoldsTheTilesThatAreServed) {
  const TestFolder folder;
  for (const auto* output : {"a/", "a.pmtiles", "a.mbtiles"}) {
    auto wanted = request(folder.path(output));
    wanted.format = TileFormat::geojson;
    wanted.max_zoom = 4;
    finish(wanted);
  }
  auto wanted = request(folder.path("a/"));
  wanted.format = TileFormat::geojson;
  wanted.max_zoom = 4;
  EXPECT_TRUE(tiles_of_folder(folder.path("a"), ".geojson") == built(wanted));
  EXPECT_TRUE(tiles_of_pmtiles(folder.path("a.pmtiles")) == built(wanted));
  EXPECT_TRUE(tiles_of_mbtiles(folder.path("a.mbtiles")) == built(wanted));
}

TEST(TileExport, LeavesNothingButTheOutput) {
  const TestFolder folder;
  for (const auto* output : {"a/", "a.pmtiles", "a.mbtiles"})
    finish(request(folder.path(output)));
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path()))
    names.insert(entry.path().filename().string());
  EXPECT_EQ(names, (std::set<std::string>{"a", "a.pmtiles", "a.mbtiles"}));
}

TEST(TileExport, KeepsToTheAreaAndTheZooms) {
  const TestFolder folder;
  auto wanted = request(folder.path("a.pmtiles"));
  wanted.min_zoom = 5;
  wanted.area = {100, 20, 101, 21};
  finish(wanted);
  auto expected = built(wanted);
  std::erase_if(expected, [&](const auto& tile) {
    return !geo::bounds(geo::tile_at(tile.first)).intersects(wanted.area);
  });
  EXPECT_GT(expected.size(), 1U);
  EXPECT_TRUE(tiles_of_pmtiles(wanted.output) == expected);
  const auto read = support::read_pmtiles(wanted.output);
  EXPECT_EQ(read.bounds, (std::vector{100.0, 20.0, 101.0, 21.0}));
}

TEST(TileExport, SaysTheZoomsThatThereAreAndNoLayerBeyondThem) {
  const TestFolder folder;
  auto wanted = request(folder.path("a.pmtiles"));
  wanted.max_zoom = 2; // stations begin at 3
  finish(wanted);
  auto read = support::read_pmtiles(wanted.output);
  auto layers = json::parse(read.metadata)["vector_layers"];
  ASSERT_EQ(layers.size(), 1U);
  EXPECT_EQ(layers[0]["id"], "zones");
  EXPECT_EQ(layers[0]["minzoom"], 0);
  EXPECT_EQ(layers[0]["maxzoom"], 2);
  EXPECT_EQ(layers[0]["fields"], json::parse(R"({"name": "String"})"));
  EXPECT_EQ(layers[0]["smaller_than_a_pixel"].size(), 3U); // at zooms 0 to 2
  wanted.output = folder.path("b.pmtiles");
  wanted.layers = {wanted.layers[1]};
  wanted.max_zoom = 5;
  finish(wanted);
  read = support::read_pmtiles(wanted.output);
  EXPECT_EQ(read.min_zoom, 3);
  EXPECT_EQ(read.max_zoom, 5);
}

TEST(TileExport, CountsWhatItLooksAt) {
  const TestFolder folder;
  const auto wanted = request(folder.path("a.pmtiles"));
  const auto visited = layers::count_visits(wanted, {});
  EXPECT_EQ(finish(wanted).visited, visited);
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_EQ(layers::count_visits(wanted, stopped.get_token()), 0U);
}

TEST(TileExport, OneThreadMakesTheSameFileAsMany) {
  const TestFolder folder;
  auto wanted = request(folder.path("a.pmtiles"));
  finish(wanted);
  wanted.output = folder.path("b.pmtiles");
  wanted.threads = 1;
  finish(wanted);
  EXPECT_TRUE(bytes_of(folder.path("a.pmtiles")) == bytes_of(folder.path("b.pmtiles")));
}

struct Crash : std::runtime_error {
  Crash() : std::runtime_error("crash") {}
};

enum class End { asked, crash };

/// Exports, ends after so many more chunks, resumes, and so on to the end. A crash comes before or
/// behind a checkpoint.
void finish_in_pieces(TileExport wanted, int chunks, End end) {
  wanted.existing.resume = true;
  int checkpoint = 0;
  while (true) {
    wanted.checkpoint_every = std::chrono::milliseconds(++checkpoint % 2 == 0 ? 0 : 3'600'000);
    int put = 0;
    try {
      const auto on_progress = [&](const auto&) {
        if (++put <= chunks * (checkpoint + 1))
          return true;
        if (end == End::crash)
          throw Crash();
        return false;
      };
      if (layers::export_tiles(wanted, on_progress).is_finished)
        return;
    } catch (const Crash&) {
    }
    EXPECT_FALSE(fs::exists(wanted.output));
    ASSERT_LT(checkpoint, 200);
  }
}

class InterruptedExport : public testing::TestWithParam<std::tuple<int, End>> {};

TEST_P(InterruptedExport, EndsAsIfItHadNotBeenInterrupted) {
  const TestFolder folder;
  const auto [chunks, end] = GetParam();
  finish(request(folder.path("whole.pmtiles")));
  finish_in_pieces(request(folder.path("a.pmtiles")), chunks, end);
  EXPECT_TRUE(bytes_of(folder.path("a.pmtiles")) == bytes_of(folder.path("whole.pmtiles")));

  finish(request(folder.path("whole.mbtiles")));
  finish_in_pieces(request(folder.path("a.mbtiles")), chunks, end);
  EXPECT_TRUE(tiles_of_mbtiles(folder.path("a.mbtiles")) ==
              tiles_of_mbtiles(folder.path("whole.mbtiles")));

  finish(request(folder.path("whole/")));
  finish_in_pieces(request(folder.path("a/")), chunks, end);
  EXPECT_TRUE(tiles_of_folder(folder.path("a"), ".mvt") ==
              tiles_of_folder(folder.path("whole"), ".mvt"));
  EXPECT_EQ(bytes_of(folder.path("a/metadata.json")), bytes_of(folder.path("whole/metadata.json")));
}

INSTANTIATE_TEST_SUITE_P(AtSeveralPoints, InterruptedExport,
                         testing::Combine(testing::Values(1, 3, 10),
                                          testing::Values(End::asked, End::crash)));

TEST(TileExport, CountsOnBehindAnInterruption) {
  const TestFolder folder;
  const auto whole = finish(request(folder.path("whole.pmtiles")));
  auto wanted = request(folder.path("a.pmtiles"));
  const auto first =
      layers::export_tiles(wanted, [](const auto& progress) { return progress.tiles < 50; });
  EXPECT_FALSE(first.is_finished);
  EXPECT_GE(first.progress.tiles, 50U);
  wanted.existing.resume = true;
  const auto second = layers::export_tiles(wanted, go_on);
  EXPECT_EQ(second.begun_at, first.progress);
  EXPECT_EQ(second.progress, whole);
}

/// Begins an export and interrupts it.
void begin(const TileExport& wanted) {
  EXPECT_FALSE(layers::export_tiles(wanted, [](const auto&) { return false; }).is_finished);
}

std::string error_of_export(const TileExport& wanted) {
  return error_of([&] { layers::export_tiles(wanted, go_on); });
}

TEST(TileExport, IsNotResumedWithOtherTilesInView) {
  const TestFolder folder;
  auto wanted = request(folder.path("a.pmtiles"));
  begin(wanted);
  wanted.existing.resume = true;
  const auto error_with = [&](auto change) {
    auto other = wanted;
    change(other);
    return error_of_export(other);
  };
  const auto expected = [&](const std::string& what) {
    return wanted.output + ": was begun with other " + what +
           "; resume with the same, or begin again with --overwrite";
  };
  EXPECT_EQ(error_with([](auto& other) { other.max_zoom = 7; }), expected("zooms"));
  EXPECT_EQ(error_with([](auto& other) { other.area.west = -120; }), expected("bbox"));
  EXPECT_EQ(error_with([](auto& other) { other.format = TileFormat::geojson; }),
            expected("format"));
  EXPECT_EQ(error_with([](auto& other) { other.budget_bytes = 1; }), expected("budget_bytes"));
  EXPECT_EQ(error_with([](auto& other) { other.generator = "hazardmap 2"; }), expected("program"));
  EXPECT_EQ(error_with([](auto& other) { other.layers.pop_back(); }), expected("layers"));
  EXPECT_EQ(error_with([](auto& other) {
              support::Sketch moved;
              moved.point({1, 1});
              other.layers[1] = moved.layer("stations", 3);
            }),
            expected("layers"));
  EXPECT_EQ(error_with([](auto& other) { other.threads = 1; }), "no error");
}

TEST(TileExport, ABegunOneIsNotLostByMistake) {
  const TestFolder folder;
  auto wanted = request(folder.path("a.pmtiles"));
  begin(wanted);
  EXPECT_EQ(error_of_export(wanted),
            wanted.output + ": an export of it was begun; --resume goes on with it, --overwrite "
                            "begins again");
  wanted.existing.overwrite = true;
  wanted.max_zoom = 3;
  finish(wanted);
  EXPECT_TRUE(tiles_of_pmtiles(wanted.output) == built(wanted));
}

TEST(TileExport, ResumingWhatWasNotBegunBeginsIt) {
  const TestFolder folder;
  auto wanted = request(folder.path("a.pmtiles"));
  wanted.existing.resume = true;
  finish(wanted);
  EXPECT_TRUE(tiles_of_pmtiles(wanted.output) == built(wanted));
}

TEST(TileExport, AnExistingOutputIsReplacedOnlyWhenAsked) {
  const TestFolder folder;
  for (const auto* output : {"a.pmtiles", "a.mbtiles", "a/"}) {
    auto wanted = request(folder.path(output));
    finish(wanted);
    const auto path = folder.path(std::string_view(output).substr(0, output[1] == '/' ? 1 : 9));
    for (const bool resume : {false, true}) {
      wanted.existing = {false, resume};
      EXPECT_EQ(error_of_export(wanted),
                path + ": exists already; name another or add --overwrite");
    }
    wanted.existing = {true, false};
    wanted.max_zoom = 2;
    finish(wanted);
    EXPECT_FALSE(fs::exists(path + ".part"));
  }
  const auto last = tiles_of_folder(folder.path("a"), ".mvt").rbegin()->first;
  EXPECT_EQ(geo::tile_at(last).z, 2); // none of zoom 6 is left
}

TEST(TileExport, AFolderOfOtherThingsIsNeverReplaced) {
  const TestFolder folder;
  fs::create_directories(folder.path("home/0"));
  folder.write("home/letter.txt", "Dear");
  for (const auto* output : {"home/", "home.pmtiles"}) {
    auto wanted = request(folder.path(output));
    if (output == std::string("home.pmtiles"))
      fs::rename(folder.path("home"), wanted.output);
    wanted.existing.overwrite = true;
    EXPECT_THAT(error_of_export(wanted),
                HasSubstr(": holds other things than tiles, which would be lost; name another"));
  }
  EXPECT_EQ(bytes_of(folder.path("home.pmtiles/letter.txt")), "Dear");
}

TEST(TileExport, APartFolderOfOtherThingsIsLeftAlone) {
  const TestFolder folder;
  fs::create_directories(folder.path("a.pmtiles.part"));
  folder.write("a.pmtiles.part/letter.txt", "Dear");
  auto wanted = request(folder.path("a.pmtiles"));
  wanted.existing = {true, true};
  EXPECT_EQ(error_of_export(wanted), wanted.output + ".part: is in the way; move it elsewhere");
}

TEST(TileExport, AStateThatCannotBeReadIsSaid) {
  const TestFolder folder;
  auto wanted = request(folder.path("a.pmtiles"));
  wanted.existing.resume = true;
  for (const auto* state : {"", "{", "[]", R"({"begun_with":{},"progress":{"next":"x"}})"}) {
    begin(wanted);
    folder.write("a.pmtiles.part/state.json", state);
    EXPECT_EQ(error_of_export(wanted),
              wanted.output +
                  ".part/state.json: cannot be understood; begin again with --overwrite");
    fs::remove_all(folder.path("a.pmtiles.part"));
  }
}

TEST(TileExport, TwoAtOnceOfOneOutputAreRefused) {
  const TestFolder folder;
  auto wanted = request(folder.path("a.pmtiles"));
  std::string error;
  layers::export_tiles(wanted, [&](const auto&) {
    auto other = wanted;
    other.existing = {true, true};
    error = error_of_export(other);
    return false;
  });
  EXPECT_EQ(error, wanted.output + ": another export is writing it; wait for its end");
}

TEST(TileExport, AnOutputOfNoKnownKindIsRefused) {
  for (const auto* output : {"a.zip", "a", "", "a.pmtiles.gz"})
    EXPECT_EQ(error_of([&] { layers::output_kind(output); }),
              "\"" + std::string(output) +
                  "\": ends neither in .pmtiles nor in .mbtiles; a folder ends in /");
}

TEST(TileExport, AFolderThatIsNotThereIsSaid) {
  const TestFolder folder;
  EXPECT_EQ(error_of_export(request(folder.path("none/a.pmtiles"))),
            folder.path("none/a.pmtiles: there is no folder ") + folder.path("none") +
                "; make it first");
}

TEST(TileExport, ThatWouldHoldNothingIsRefusedAndLeavesNothing) {
  const TestFolder folder;
  auto wanted = request(folder.path("a.pmtiles"));
  wanted.area = {-1, -80, 1, -79};
  wanted.min_zoom = 4;
  EXPECT_EQ(error_of_export(wanted),
            wanted.output + ": the layers show nothing at zooms 4 to 6 in -1,-80,1,-79; widen "
                            "--zoom or --bbox");
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

// An L around the tile: its box touches it, and nothing of it lies there.
TEST(TileExport, ThatTurnsOutToHoldNothingLeavesNothing) {
  const TestFolder folder;
  support::Sketch sketch;
  auto& g = sketch.source.geometry;
  for (const geo::LonLat p :
       {geo::LonLat{0, 0}, {80, 0}, {80, 1}, {1, 1}, {1, 60}, {0, 60}, {0, 0}})
    g.points.push_back(p);
  g.end_ring();
  g.end_part(geo::PartType::polygon);
  sketch.end_feature();
  auto wanted = request(folder.path("a.pmtiles"));
  wanted.layers = {sketch.layer("l")};
  wanted.area = {40, 40, 41, 41};
  wanted.min_zoom = wanted.max_zoom = 6;
  EXPECT_THAT(error_of_export(wanted), HasSubstr("the layers show nothing at zooms 6 to 6"));
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

} // namespace
