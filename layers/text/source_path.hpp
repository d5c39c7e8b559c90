#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace layers {

/// "PG:dbname=fire", "/vsizip/a.zip/b.shp", "https://…", "<OGRVRTDataSource>…": what GDAL opens
/// that is not a path of a file or folder.
bool is_connection(std::string_view source);

bool path_exists(const std::string& path);
/// Also of a link to one; not of one that cannot be reached.
bool is_folder(const std::string& path);

/// nullopt when there is no such regular file.
std::optional<std::uintmax_t> file_size_bytes(const std::string& path);

/// The archive (.zip, .tar, .tgz, .tar.gz) that the path names, or that a file of the path lies in:
/// "a.zip" of "a.zip/zones/flood.shp". Empty: there is no such file.
std::string archive_of(const std::string& path);

/// The file or folder that a source is read from: its archive, also where it is spelled as GDAL
/// does ("/vsizip/a.zip/b.shp", "/vsisubfile/0_100,a.gpkg"), else the source itself.
std::string file_behind(const std::string& source);

/// The last part of a path without its extensions: "roads" of "data/roads.osm.pbf", "a"
/// of "a.csv.gz"; of a URL's path, too. Empty: a connection that ends in no path.
std::string stem_of(const std::string& source);

/// The extension in lower case, without the dot; "osm.pbf" counts as one. Empty: none.
std::string extension_of(const std::string& source);

} // namespace layers
