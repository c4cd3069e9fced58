using System.Reflection;

namespace Vectorizer.Server.Hosting;

/// <summary>What is running.</summary>
internal static class ServerVersion
{
    /// <summary>Name of the product.</summary>
    public const string Product = "Vectorizer.Orleans";

    private static readonly string[] s_parts = typeof(ServerVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+');

    /// <summary>The version without the commit that the build appends.</summary>
    public static readonly string Text = s_parts[0];

    /// <summary>The commit, or <c>unknown</c> for a build outside of a repository.</summary>
    public static readonly string Commit = s_parts.Length > 1 ? s_parts[1] : "unknown";
}
