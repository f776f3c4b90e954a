import Link from "next/link";
import { Notice } from "../components/shell/notice.tsx";
import { Button } from "../components/ui/button.tsx";

export default function NotFound() {
  return (
    <Notice title="There is no such page" words="The address may be mistyped, or the page may have moved.">
      <Button asChild>
        <Link href="/">Go to Now</Link>
      </Button>
    </Notice>
  );
}
