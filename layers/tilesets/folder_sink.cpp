#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "layers/tilesets/output_file.hpp"
#include "layers/tilesets/tile_sink.hpp"

namespace layers {

namespace {

class FolderSink : public TileSink {
public:
  FolderSink(std::string path, TileFormat format)
      : m_path(std::move(path)), m_ending(format == TileFormat::mvt ? "mvt" : "geojson") {
    make_folder(m_path);
  }

  void add(geo::TileId tile, std::string_view bytes) override {
    auto column = fmt::format("{}/{}/{}", m_path, tile.z, tile.x);
    if (column != m_column)
      make_folder(m_column = std::move(column));
    OutputFile file(fmt::format("{}/{}.{}", m_column, tile.y, m_ending), 0);
    file.append(bytes);
    file.flush();
  }

  void sync() override { sync_file_system(m_path); }

  void finish(const TileSetInfo& info) override {
    const auto& box = info.bounds;
    const auto center = center_of(info);
    const nlohmann::ordered_json document = {
        {"tilejson", "3.0.0"},
        {"name", info.name},
        {"description", info.description},
        {"generator", info.generator},
        {"tiles", {"{z}/{x}/{y}." + m_ending}},
        {"minzoom", info.min_zoom},
        {"maxzoom", info.max_zoom},
        {"bounds", {box.west, box.south, box.east, box.north}},
        {"center", {center.point.lon, center.point.lat, center.zoom}},
        {"vector_layers", nlohmann::ordered_json::parse(info.vector_layers_json)}};
    replace_file(m_path + "/metadata.json", document.dump(2) + "\n");
    sync();
  }

private:
  static void make_folder(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error)
      fail_writing(path, error.value());
  }

  std::string m_path;
  std::string m_ending;
  std::string m_column; ///< the folder of the last tile
};

} // namespace

std::unique_ptr<TileSink> open_tile_folder(const std::string& path, TileFormat format) {
  return std::make_unique<FolderSink>(path, format);
}

} // namespace layers
