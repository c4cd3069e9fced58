using System.Globalization;

namespace Vectorizer.Server.Hosting;

/// <summary>Reads the memory limit of this process's control groups, version 1 or 2.</summary>
/// <remarks>
/// <c>proc/self/cgroup</c> names the group (<c>0::/path</c> in version 2, <c>n:memory:/path</c> in version 1), and
/// <c>proc/self/mountinfo</c> where the groups are mounted. A limit holds for all groups below, so every group on the way
/// up is looked at. In a container the mount often shows only the container's own group, whose path is then the root of
/// the mount.
/// </remarks>
internal static class ControlGroups
{
    /// <summary>The smallest limit in bytes, or null when there is none.</summary>
    public static long? MemoryLimit(string root)
    {
        string groups = Path.Combine(root, "proc/self/cgroup");
        string mounts = Path.Combine(root, "proc/self/mountinfo");
        if (!File.Exists(groups) || !File.Exists(mounts))
        {
            return null;
        }

        long? smallest = null;
        string[] mountLines = File.ReadAllLines(mounts);
        foreach (string line in File.ReadLines(groups))
        {
            // number:controllers:path
            if (line.Split(':', 3) is not [string number, string controllers, string path])
            {
                continue;
            }

            long? limit = number == "0" && controllers.Length == 0
                ? Limit(root, mountLines, "cgroup2", null, path, "memory.max")
                : controllers.Split(',').Contains("memory")
                    ? Limit(root, mountLines, "cgroup", "memory", path, "memory.limit_in_bytes")
                    : null;
            smallest = Smaller(smallest, limit);
        }

        return smallest;
    }

    private static long? Limit(
        string root, string[] mounts, string type, string? controller, string group, string file)
    {
        foreach (string mount in mounts)
        {
            // id parent device root point options [fields] - type source options
            string[] parts = mount.Split(' ');
            int dash = Array.IndexOf(parts, "-");
            if (dash < 6 || parts.Length < dash + 4 || parts[dash + 1] != type
                || (controller is not null && !parts[dash + 3].Split(',').Contains(controller)))
            {
                continue;
            }

            return LimitUpwards(Path.Combine(root, parts[4].TrimStart('/')), Below(group, parts[3]), file);
        }

        return null;
    }

    private static string Below(string group, string mountRoot)
    {
        string above = mountRoot.TrimEnd('/');
        if (group.Split('/').Contains(".."))
        {
            // The group lies outside of what this process may see: what is mounted is all there is.
            return "";
        }

        return group == above || group.StartsWith(above + "/", StringComparison.Ordinal) ? group[above.Length..].Trim('/') : "";
    }

    private static long? LimitUpwards(string top, string group, string file)
    {
        long? smallest = null;
        while (true)
        {
            string path = Path.Combine(top, group, file);
            if (File.Exists(path)
                && long.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long limit))
            {
                // Not a number: "max". No limit in version 1 is a number beyond any machine's memory.
                smallest = Smaller(smallest, limit);
            }

            if (group.Length == 0)
            {
                return smallest;
            }

            group = group[..Math.Max(0, group.LastIndexOf('/'))];
        }
    }

    private static long? Smaller(long? one, long? other) => one is null || other < one ? other : one;
}
