/* python.exe for the tests under Wine: all that it does is in python3XX.dll. */
#include <wchar.h>

__declspec(dllimport) int Py_Main(int argc, wchar_t **argv);

int _dowildcard = 0; /* as in the real one, `*` is nobody's but the program's */

int wmain(int argc, wchar_t **argv) { return Py_Main(argc, argv); }
