using System.Collections;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Configuration;

namespace Vectorizer.Server.Hosting;

/// <summary>Turns off the vector registers of the processor where <c>performance.cpu.enable_simd</c> says so.</summary>
/// <remarks>
/// The runtime decides once, when it starts, which instructions it compiles to, and so does its own code, which is compiled ahead.
/// So the process begins anew, as the same process with the same arguments, and with the runtime's own switch in its environment.
/// </remarks>
internal static class VectorRegisters
{
    private const string Switch = "DOTNET_EnableHWIntrinsic";
    private const string Off = "0";

    /// <summary>Bits of the widest register in use; 0 when there is none.</summary>
    public static int Bits
        => Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;

    /// <summary>Begins anew without vector registers if they are not to be used and still are. To be called before anything is opened.</summary>
    /// <exception cref="StartupException">It cannot.</exception>
    public static void Apply(CpuOptions cpu)
    {
        if (cpu.EnableSimd || Bits == 0)
        {
            return;
        }

        string advice = $"start the server with {Switch}={Off} in its environment.";
        if (Environment.GetEnvironmentVariable(Switch) == Off)
        {
            throw new StartupException($"performance.cpu.enable_simd is false, and this runtime uses registers of {Bits} bits although {Switch} is {Off}.");
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new StartupException($"performance.cpu.enable_simd is false, which the server cannot do by itself on this system; {advice}");
        }

        // Arguments as the kernel has them: what of them belongs to the host of the runtime is not told otherwise.
        string[] arguments = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0');
        string[] environment =
        [
            .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Where(variable => (string)variable.Key != Switch)
                .Select(variable => $"{variable.Key}={variable.Value}"),
            $"{Switch}={Off}",
        ];
        Execute("/proc/self/exe", [.. arguments, null], [.. environment, null]);
        throw new StartupException(
            $"performance.cpu.enable_simd is false, and the server cannot begin anew without vector registers: {Marshal.GetLastPInvokeErrorMessage()}; {advice}");
    }

    // Returns only when it has failed. On Unix every string is marshalled as UTF-8.
    [DllImport("libc", EntryPoint = "execve", SetLastError = true)]
    private static extern int Execute(
        [MarshalAs(UnmanagedType.LPStr)] string path,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] environment);
}
