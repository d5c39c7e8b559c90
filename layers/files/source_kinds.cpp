#include "layers/files/source_kinds.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace layers {

namespace {

template <std::size_t n>
bool is_among(const std::array<std::string_view, n>& extensions, const std::string& extension) {
  return std::ranges::find(extensions, extension) != extensions.end();
}

} // namespace

bool holds_layers(const std::string& extension) {
  static constexpr std::array<std::string_view, 26> extensions{
      "geojson", "geojsonl", "geojsons", "geojsonseq", "topojson", "gpkg",    "shp",
      "fgb",     "kml",      "kmz",      "gml",        "gpx",      "tab",     "mif",
      "dxf",     "osm",      "pbf",      "osm.pbf",    "osm.gz",   "osm.bz2", "osm.xml",
      "osh",     "gdb",      "parquet",  "csv",        "tsv"};
  return is_among(extensions, extension);
}

bool may_hold_layers(const std::string& extension) {
  static constexpr std::array<std::string_view, 38> extensions{
      "json", "ndjson", "jsonl",  "psv", "txt", "dat", "asc", "xlsx", "xls", "xlsm",
      "ods",  "dbf",    "sqlite", "db",  "mdb", "xml", "rss", "atom", "svg", "vrt",
      "tif",  "tiff",   "gtiff",  "img", "nc",  "hdf", "grb", "adf",  "zip", "tar",
      "tgz",  "gz",     "7z",     "rar", "osc", "bz2", "xz",  "zst"};
  return is_among(extensions, extension);
}

bool is_part_of_another(const std::string& extension) {
  static constexpr std::array<std::string_view, 41> extensions{
      "hdr", "aux", "rrd", "clr",      "stx", "wld",      "blw", "bpw",  "jgw", "pgw", "msk",
      "shx", "dbf", "prj", "cpg",      "qpj", "qix",      "sbn", "sbx",  "qmd", "gfs", "xsd",
      "id",  "map", "dat", "mid",      "ind", "gpkg-wal", "tfw", "csvt", "shm", "wal", "idm",
      "idx", "cst", "ovr", "gpkg-shm", "atx", "ixs",      "mxs", "fix"};
  return is_among(extensions, extension);
}

bool holds_no_layers(const std::string& extension) {
  static constexpr std::array<std::string_view, 38> extensions{
      "md",   "lic", "pdf", "doc",  "docx", "odt",  "rtf",  "ppt",  "pptx", "htm",
      "html", "css", "js",  "png",  "jpg",  "jpeg", "gif",  "webp", "bmp",  "ico",
      "qgz",  "qgs", "qml", "sld",  "mxd",  "lyr",  "lyrx", "aprx", "log",  "sh",
      "py",   "bak", "tmp", "part", "swp",  "ini",  "yml",  "yaml"};
  return is_among(extensions, extension);
}

} // namespace layers
