#pragma once

#include <map>
#include <string>
#include <string_view>

#include "layers/features/value.hpp"

namespace layers {

/// From which zoom on features are drawn at all, by the value of an attribute. Below it tiles need
/// not hold them; what is smaller than a pixel is merged with what has the same value. Made by
/// class_zooms().
struct ClassZooms {
  std::string attribute;                         ///< empty: all features have `otherwise`
  std::map<std::string, int, std::less<>> zooms; ///< by the attribute's value, see class_text()
  int otherwise = 0;                             ///< of other values, and of none
  int all_from = 0;                              ///< from here on everything is drawn
  std::string key; ///< equal for equal ones; empty where everything is always drawn, and alike. No
                   ///< blanks

  bool operator==(const ClassZooms&) const = default;
};

ClassZooms class_zooms(std::string attribute, std::map<std::string, int, std::less<>> zooms,
                       int otherwise);

/// A value as it is compared with those that a style names: a text, a number in its shortest form,
/// "true". Empty: it is none of these.
std::string class_text(const ValueView& value);

} // namespace layers
