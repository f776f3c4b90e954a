import { Field } from "../ui/field.tsx";

const least = 12;

/** Where somebody chooses a password. */
export function NewPassword() {
  return (
    <Field
      label="Password"
      hint={`At least ${least} characters. A sentence is easier to keep than signs.`}
      name="password"
      type="password"
      autoComplete="new-password"
      minLength={least}
      required
    />
  );
}
