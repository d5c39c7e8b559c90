#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace layers {

/// How the numbers of one attribute are written. Thousands may be parted by the other of point and
/// comma, by blanks and by apostrophes: "1.200,5", "1 200,5", "1'200.5".
struct NumberConvention {
  enum class Basis {
    same,        ///< every convention reads them alike
    told,        ///< some number can only be read so
    assumed,     ///< "1.200" alone: taken for thousands
    conflicting, ///< some can only be read so, some only otherwise
  };
  char decimal = '.'; ///< or ','
  Basis basis = Basis::same;
};

/// The one of all these texts; what is no number says nothing.
NumberConvention convention_of(std::span<const std::string> texts);

/// The whole of a text as a number, blanks around it and a plus allowed. nullopt too where another
/// convention would read another number and nothing speaks for this one.
std::optional<double> read_number(std::string_view text, const NumberConvention& convention);

/// Whether point and comma make different numbers of it: "1.200".
bool is_ambiguous(std::string_view text);

} // namespace layers
