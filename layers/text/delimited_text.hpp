#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layers {

struct Cell {
  std::string_view text;
  bool is_quoted = false;
};

/// Rows of cells, as RFC 4180 has them, with any separator. Cells point into the text they were
/// read from, or into `unquoted`.
struct DelimitedText {
  std::vector<Cell> cells;
  std::vector<std::size_t> row_starts{0}; ///< row r has cells [row_starts[r], row_starts[r+1])
  std::vector<std::size_t> row_lines;     ///< where they begin, from 1
  std::deque<std::string> unquoted;       ///< cells with a doubled quote in them
  std::size_t open_quote_line = 0;        ///< of a quote that never closes; 0: there is none
  std::vector<std::size_t> torn_rows;     ///< with letters behind a closing quote of a cell

  std::size_t size() const { return row_starts.size() - 1; }
  std::span<const Cell> row(std::size_t r) const {
    return {cells.data() + row_starts[r], cells.data() + row_starts[r + 1]};
  }
};

/// One more than the columns that a table may have.
constexpr std::size_t most_cells_of_row = 16'385;

/// Where reading ends, be there more or not; of cells, with the row that has one more.
struct MostRead {
  std::size_t rows = static_cast<std::size_t>(-1);
  std::size_t cells = static_cast<std::size_t>(-1);
};

/// Splits a text whose letters below 128 are those of ASCII. Lines end in LF, CR LF or CR; empty
/// ones are passed over. A quote inside a cell that does not begin with one is a letter.
/// Of a row with more than most_cells_of_row, the last kept is one of the others.
DelimitedText split_rows(std::string_view text, char separator, MostRead most = {});

} // namespace layers
