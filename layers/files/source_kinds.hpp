#pragma once

#include <string>

namespace layers {

/// What files hold, by their extensions (in lower case, without the dot, see extension_of()).

/// Layers and nothing else: such a file that cannot be read is broken.
bool holds_layers(const std::string& extension);

/// Layers, if it has coordinates: tables, JSON, XML, databases, rasters.
bool may_hold_layers(const std::string& extension);

/// A part of another file: .dbf beside .shp, .prj, .mid, …
bool is_part_of_another(const std::string& extension);

/// Nothing that could be a layer: text, documents, pictures, projects and styles of other programs.
bool holds_no_layers(const std::string& extension);

} // namespace layers
