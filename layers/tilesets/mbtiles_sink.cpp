#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "layers/tilesets/content_index.hpp"
#include "layers/tilesets/sqlite.hpp"
#include "layers/tilesets/tile_sink.hpp"

namespace layers {

namespace {

// Row i + 1 of `map` is the i-th tile that was added; pictures have numbers in the order in which
// tiles first needed them. That is how the end can be cut off. 0x4d504258: "MPBX" (specification,
// section "Database").
constexpr auto schema = R"(
  PRAGMA application_id = 0x4d504258;
  PRAGMA synchronous = FULL;
  PRAGMA cache_size = -65536;
  CREATE TABLE IF NOT EXISTS metadata (name TEXT, value TEXT);
  CREATE TABLE IF NOT EXISTS map (
    zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id INTEGER);
  CREATE TABLE IF NOT EXISTS images (tile_id INTEGER PRIMARY KEY, tile_data BLOB);
  CREATE VIEW IF NOT EXISTS tiles (zoom_level, tile_column, tile_row, tile_data) AS
    SELECT zoom_level, tile_column, tile_row, tile_data
    FROM map JOIN images ON images.tile_id = map.tile_id;)";

constexpr auto indexes = R"(
  CREATE UNIQUE INDEX IF NOT EXISTS metadata_index ON metadata (name);
  CREATE UNIQUE INDEX IF NOT EXISTS map_index ON map (zoom_level, tile_column, tile_row);)";

std::string degrees_list(std::initializer_list<double> numbers) {
  std::string list;
  for (const double number : numbers)
    list += fmt::format("{}{}", list.empty() ? "" : ",", number);
  return list;
}

class MbtilesSink : public TileSink {
public:
  MbtilesSink(const std::string& path, std::uint64_t tiles_kept)
      : m_file(prepared(path)),
        m_add_image(m_file, "INSERT INTO images (tile_id, tile_data) VALUES (?, ?)"),
        m_add_to_map(m_file, "INSERT INTO map (zoom_level, tile_column, tile_row, tile_id) "
                             "VALUES (?, ?, ?, ?)") {
    m_file.run("BEGIN");
    cut(path, static_cast<std::int64_t>(tiles_kept));
    SqliteStatement images(m_file, "SELECT tile_data FROM images ORDER BY tile_id");
    while (images.step())
      m_contents.add(content_key(images.blob(0)), ++m_images);
  }

  void add(geo::TileId tile, std::string_view bytes) override {
    const auto key = content_key(bytes);
    auto image = m_contents.find(key);
    if (!image) {
      image = ++m_images;
      m_contents.add(key, *image);
      m_add_image.bind(1, static_cast<std::int64_t>(*image)).bind_blob(2, bytes).step();
    }
    const std::int64_t rows = geo::tiles_across(tile.z);
    m_add_to_map.bind(1, std::int64_t{tile.z})
        .bind(2, std::int64_t{tile.x})
        .bind(3, rows - 1 - tile.y) // rows count from the south, as in TMS
        .bind(4, static_cast<std::int64_t>(*image))
        .step();
  }

  void sync() override { m_file.run("COMMIT; BEGIN"); }

  void finish(const TileSetInfo& info) override {
    m_file.run("DELETE FROM metadata");
    write_metadata(info);
    m_file.run(indexes);
    m_file.run("COMMIT");
  }

private:
  static SqliteFile prepared(const std::string& path) {
    SqliteFile file(path);
    file.run(schema);
    return file;
  }

  void cut(const std::string& path, std::int64_t tiles_kept) {
    m_file.run("DROP INDEX IF EXISTS map_index");
    SqliteStatement(m_file, "DELETE FROM map WHERE rowid > ?").bind(1, tiles_kept).step();
    m_file.run("DELETE FROM images "
               "WHERE tile_id > (SELECT coalesce(max(tile_id), 0) FROM map)");
    SqliteStatement last(m_file, "SELECT coalesce(max(rowid), 0) FROM map");
    last.step();
    if (last.integer(0) != tiles_kept)
      geo::fail(geo::ErrorKind::unavailable,
                "{}: {} of {} tiles are gone; begin again with --overwrite", path,
                tiles_kept - last.integer(0), tiles_kept);
  }

  void write_metadata(const TileSetInfo& info) {
    const auto& box = info.bounds;
    const auto center = center_of(info);
    const bool is_mvt = info.format == TileFormat::mvt;
    const auto vector_layers = nlohmann::ordered_json::parse(info.vector_layers_json);
    put("name", info.name);
    put("format", is_mvt ? "pbf" : "application/geo+json");
    put("bounds", degrees_list({box.west, box.south, box.east, box.north}));
    put("center",
        fmt::format("{},{}", degrees_list({center.point.lon, center.point.lat}), center.zoom));
    put("minzoom", std::to_string(info.min_zoom));
    put("maxzoom", std::to_string(info.max_zoom));
    put("description", info.description);
    put("type", "overlay");
    put("generator", info.generator);
    put("json", nlohmann::ordered_json{{"vector_layers", vector_layers}}.dump());
    if (!is_mvt)
      put("compression", "gzip"); // which "pbf" implies
  }

  void put(std::string_view name, std::string_view value) {
    SqliteStatement(m_file, "INSERT INTO metadata (name, value) VALUES (?, ?)")
        .bind(1, name)
        .bind(2, value)
        .step();
  }

  SqliteFile m_file;
  SqliteStatement m_add_image;
  SqliteStatement m_add_to_map;
  ContentIndex m_contents;
  std::uint64_t m_images = 0;
};

} // namespace

std::unique_ptr<TileSink> open_mbtiles(const std::string& path, std::uint64_t tiles_kept) {
  return std::make_unique<MbtilesSink>(path, tiles_kept);
}

} // namespace layers
