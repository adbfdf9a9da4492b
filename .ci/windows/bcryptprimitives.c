/* What Windows has in bcryptprimitives.dll and Wine 8 has not: random bytes, which modules written in Rust ask for. */
#include <windows.h>
#include <ntsecapi.h> /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) { return RtlGenRandom(bytes, (ULONG)count); }
