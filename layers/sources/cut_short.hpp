#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace layers {

// What a report says of a file that holds a part of its server's features only.

constexpr const char* cut_short_by_limit =
    "the file is cut short (\"exceededTransferLimit\"): its server has more features; export it in "
    "pages, or all at once";

constexpr const char* has_next_page =
    "the file is one page of several (it links to the next); ask for all features";

/// "the file is one page of several: its server has 9 features, 1 are in it; …"
std::string one_page_of(std::uint64_t matched, std::uint64_t returned);

/// What the root element of a GML file says about it (WFS 2.0: `numberMatched`, `numberReturned`,
/// `next`), as a finding; empty: nothing. `head`: the file's first bytes.
std::string cut_short_gml(std::string_view head);

} // namespace layers
