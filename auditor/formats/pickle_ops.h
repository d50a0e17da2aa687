// The 68 opcodes of pickle protocols 0 to 5 and the shape of their arguments.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace auditor::formats {

enum class Argument : std::uint8_t {
  invalid,
  none,
  line,
  two_lines,
  u8,
  u16,
  u32,
  i32,
  u64,
  f64,
  sized8,
  sized32,
  sized64
};

struct Opcode {
  unsigned char code;
  std::string_view name;
  Argument argument;
};

inline constexpr std::array pickle_opcodes{
    Opcode{'(', "MARK", Argument::none},
    Opcode{'.', "STOP", Argument::none},
    Opcode{'0', "POP", Argument::none},
    Opcode{'1', "POP_MARK", Argument::none},
    Opcode{'2', "DUP", Argument::none},
    Opcode{'F', "FLOAT", Argument::line},
    Opcode{'I', "INT", Argument::line},
    Opcode{'J', "BININT", Argument::i32},
    Opcode{'K', "BININT1", Argument::u8},
    Opcode{'L', "LONG", Argument::line},
    Opcode{'M', "BININT2", Argument::u16},
    Opcode{'N', "NONE", Argument::none},
    Opcode{'P', "PERSID", Argument::line},
    Opcode{'Q', "BINPERSID", Argument::none},
    Opcode{'R', "REDUCE", Argument::none},
    Opcode{'S', "STRING", Argument::line},
    Opcode{'T', "BINSTRING", Argument::sized32},
    Opcode{'U', "SHORT_BINSTRING", Argument::sized8},
    Opcode{'V', "UNICODE", Argument::line},
    Opcode{'X', "BINUNICODE", Argument::sized32},
    Opcode{'a', "APPEND", Argument::none},
    Opcode{'b', "BUILD", Argument::none},
    Opcode{'c', "GLOBAL", Argument::two_lines},
    Opcode{'d', "DICT", Argument::none},
    Opcode{'}', "EMPTY_DICT", Argument::none},
    Opcode{'e', "APPENDS", Argument::none},
    Opcode{'g', "GET", Argument::line},
    Opcode{'h', "BINGET", Argument::u8},
    Opcode{'i', "INST", Argument::two_lines},
    Opcode{'j', "LONG_BINGET", Argument::u32},
    Opcode{'l', "LIST", Argument::none},
    Opcode{']', "EMPTY_LIST", Argument::none},
    Opcode{'o', "OBJ", Argument::none},
    Opcode{'p', "PUT", Argument::line},
    Opcode{'q', "BINPUT", Argument::u8},
    Opcode{'r', "LONG_BINPUT", Argument::u32},
    Opcode{'s', "SETITEM", Argument::none},
    Opcode{'t', "TUPLE", Argument::none},
    Opcode{')', "EMPTY_TUPLE", Argument::none},
    Opcode{'u', "SETITEMS", Argument::none},
    Opcode{'G', "BINFLOAT", Argument::f64},
    Opcode{0x80, "PROTO", Argument::u8},
    Opcode{0x81, "NEWOBJ", Argument::none},
    Opcode{0x82, "EXT1", Argument::u8},
    Opcode{0x83, "EXT2", Argument::u16},
    Opcode{0x84, "EXT4", Argument::u32},
    Opcode{0x85, "TUPLE1", Argument::none},
    Opcode{0x86, "TUPLE2", Argument::none},
    Opcode{0x87, "TUPLE3", Argument::none},
    Opcode{0x88, "NEWTRUE", Argument::none},
    Opcode{0x89, "NEWFALSE", Argument::none},
    Opcode{0x8a, "LONG1", Argument::sized8},
    Opcode{0x8b, "LONG4", Argument::sized32},
    Opcode{'B', "BINBYTES", Argument::sized32},
    Opcode{'C', "SHORT_BINBYTES", Argument::sized8},
    Opcode{0x8c, "SHORT_BINUNICODE", Argument::sized8},
    Opcode{0x8d, "BINUNICODE8", Argument::sized64},
    Opcode{0x8e, "BINBYTES8", Argument::sized64},
    Opcode{0x8f, "EMPTY_SET", Argument::none},
    Opcode{0x90, "ADDITEMS", Argument::none},
    Opcode{0x91, "FROZENSET", Argument::none},
    Opcode{0x92, "NEWOBJ_EX", Argument::none},
    Opcode{0x93, "STACK_GLOBAL", Argument::none},
    Opcode{0x94, "MEMOIZE", Argument::none},
    Opcode{0x95, "FRAME", Argument::u64},
    Opcode{0x96, "BYTEARRAY8", Argument::sized64},
    Opcode{0x97, "NEXT_BUFFER", Argument::none},
    Opcode{0x98, "READONLY_BUFFER", Argument::none},
};
static_assert(pickle_opcodes.size() == 68);

// Argument shape by opcode byte, for the inner loop.
inline constexpr auto argument_of = [] {
  std::array<Argument, 256> table{};
  for (const Opcode& op : pickle_opcodes) table[op.code] = op.argument;
  return table;
}();

}  // namespace auditor::formats
