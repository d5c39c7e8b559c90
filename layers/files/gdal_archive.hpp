// layers/files: what a source is on disk: archives, bytes, the files that belong to it, what may be
// opened and where that may reach; knows no feature.
#pragma once

#include <string>
#include <vector>

namespace layers {

/// Archives (.zip, .tar, .tgz, .tar.gz) behave as folders: `a.zip/flood zones/flood.shp` is a file
/// in one, at any depth, and `a.zip` the only file in it that holds layers. Compressed files (.gz)
/// behave as what is in them. Any thread.

/// What GDAL calls a source. Throws invalid_input for an archive that holds no file with layers, or
/// several, naming them.
std::string gdal_path(const std::string& source);

/// The extension of what is read: "geojson" of "a.geojson.gz", "shp" of a .zip with one shapefile.
/// Empty: there is none, or an archive holds several files.
std::string inner_extension(const std::string& source);

/// Whether the source is an archive by its name.
bool is_archive(const std::string& source);

/// Sources of the files in an archive that hold layers: `a.zip/flood.shp`; the shapefiles of one
/// folder are one source. In the order of their names.
std::vector<std::string> sources_in(const std::string& archive);

/// Sources of the other files in it, which may hold layers too: `a.zip/stations.xlsx`,
/// `a.zip/more.zip`.
std::vector<std::string> doubtful_sources_in(const std::string& archive);

/// Whether it is an archive within another one: it is not looked into.
bool is_packed_in_archive(const std::string& source);

} // namespace layers
